//! `message → files`: what a message brings along, as it is.

use crate::extract::mime::{Kind, Message, Part};

/// Attachments of a message that are read.
const ATTACHMENTS_MAX: usize = 1_000;

/// A file that a message brings along.
pub struct Attachment {
    /// Its name, or its number in the message.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// The files that a message, and those within it, bring along; messages themselves are none.
pub fn attachments(bytes: &[u8]) -> Vec<Attachment> {
    let message = Message::cut(bytes);
    let parts = (1..).zip(message.parts.iter().skip(1));
    let files = parts
        .filter(|(_, part)| is_file(part))
        .map(|(number, part)| {
            let name = part.headers.file_name.as_deref().unwrap_or_default();
            // A name is no path.
            let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
            Attachment {
                name: match name.is_empty() {
                    true => format!("attachment {number}"),
                    false => name.to_owned(),
                },
                bytes: message.content(part),
            }
        });
    files.take(ATTACHMENTS_MAX).collect()
}

/// Whether a part is a file that is passed on, rather than a text or a picture of the message.
fn is_file(part: &Part) -> bool {
    /// What programs add for each other.
    const FOR_PROGRAMS: [&str; 9] = [
        "application/ics",
        "application/ms-tnef",
        "application/pgp-encrypted",
        "application/pgp-keys",
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "text/calendar",
        "text/vcard",
    ];
    let (headers, kind) = (&part.headers, part.content_type());
    let is_document = headers.file_name.is_some() && kind.starts_with("application/");
    part.kind == Kind::Leaf
        && !part.is_uncut_message()
        && !FOR_PROGRAMS.contains(&kind)
        && (headers.is_attachment || is_document)
}
