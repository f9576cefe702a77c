//! Mail with files: those that hold text are articles of their own, the others are counted.

mod support;

use std::path::Path;

use support::{Archive, strings};

fn file(name: &str) -> Vec<u8> {
    let formats = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files/formats");
    std::fs::read(formats.join(name)).unwrap()
}

fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let groups = bytes.chunks(3).map(|group| {
        let bits = (0..3).fold(0, |bits, at| {
            bits << 8 | usize::from(*group.get(at).unwrap_or(&0))
        });
        let sign = |at: usize| match at <= group.len() {
            true => char::from(SIGNS[bits >> (18 - 6 * at) & 63]),
            false => '=',
        };
        (0..4).map(sign).collect::<String>()
    });
    let signs: Vec<String> = groups.collect();
    signs.chunks(19).map(|line| line.concat() + "\n").collect()
}

/// A part of a message: a file that is attached.
fn attached(kind: &str, name: &str, bytes: &[u8]) -> String {
    format!(
        "Content-Type: {kind}\nContent-Disposition: attachment; filename=\"{name}\"\n\
         Content-Transfer-Encoding: base64\n\n{}",
        base64(bytes)
    )
}

fn message(subject: &str, parts: &[String]) -> String {
    let boundary = format!("part-of-{}", subject.replace(' ', "-"));
    let mut text = format!(
        "From: Ann Marsh <ann@courier.example>\nSubject: {subject}\n\
         Date: Wed, 08 Mar 2017 06:12:00 +0000\nMIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=\"{boundary}\"\n\n"
    );
    for part in parts {
        text += &format!("--{boundary}\n{part}\n");
    }
    text + &format!("--{boundary}--\n")
}

fn story() -> String {
    "Content-Type: text/plain\n\nThe files are attached, she wrote.\n".into()
}

fn titles(archive: &Archive, name: &str) -> Vec<String> {
    strings(&archive.run(&["extract", "--json", name]).json(), "title")
}

#[test]
fn attached_texts_pages_and_documents_are_articles_of_the_mail() {
    let page = "<!DOCTYPE html><title>Gulls at pier 7</title><p>The gulls came back on Monday.</p>";
    let table = "title,text\nFirst row,The lamp is lit.\nSecond row,The lamp is out.\n";
    let forwarded = message(
        "Passed on",
        &[
            story(),
            attached(
                "text/plain",
                "memo.txt",
                b"Memo on leaks\n\nThe dam leaks in one place.\n",
            ),
        ],
    );
    let mail = message(
        "Five files",
        &[
            story(),
            attached("text/html", "gulls.html", page.as_bytes()),
            attached("application/octet-stream", "table.csv", table.as_bytes()),
            attached("application/msword", "story.docx", &file("pandoc.docx")),
            attached(
                "application/pdf",
                "story.pdf",
                &file("weasyprint-two-columns.pdf"),
            ),
            attached("image/png", "lamp.png", b"\x89PNG\r\n\x1a\nnothing"),
            attached("application/zip", "archive.zip", &file("archive.zip")),
            attached(
                "text/calendar",
                "visit.ics",
                b"BEGIN:VCALENDAR\nEND:VCALENDAR\n",
            ),
            format!("Content-Type: message/rfc822\n\n{forwarded}"),
            attached(
                "application/octet-stream",
                "saved.eml",
                forwarded.as_bytes(),
            ),
        ],
    );
    let archive = Archive::new();
    archive.write("mail.eml", &mail);
    let found = titles(&archive, "mail.eml");
    for (title, times) in [
        ("Five files", 1),
        ("Gulls at pier 7", 1),
        ("First row", 1),
        ("Second row", 1),
        ("Bell tower leans less", 1),
        ("Passed on", 2),
        ("Memo on leaks", 2),
    ] {
        let count = found.iter().filter(|found| *found == title).count();
        assert_eq!(count, times, "{title} in {found:#?}");
    }
    // The two documents, and five of the archive.
    assert_eq!(found.len(), 4 + 2 + 5 + 4, "{found:#?}");
    let report = archive.index(&[]);
    assert_eq!(report["indexed"], 1);
    assert_eq!(report["failed_records"], 0, "{report:#}");
    assert_eq!(
        report["skipped_members"]["binary: a PNG picture"], 2,
        "{report:#}"
    );
    assert_eq!(archive.found("gulls monday"), ["mail.eml"]);
    archive.run(&["index"]).exits(0).says("1 file unchanged");
    archive.run(&["check"]).exits(0);
    // In a mailbox as well.
    let mailbox = format!("From ann@courier.example Wed Mar  8 06:12:00 2017\n{mail}\n").repeat(2);
    archive.write("all.mbox", mailbox);
    assert_eq!(titles(&archive, "all.mbox").len(), 2 * found.len());
}

#[test]
fn mails_attached_to_mails_end_somewhere() {
    let mut mail = message("Mail 0", &[story()]);
    for number in 1..8 {
        let kind = "application/octet-stream";
        let inner = attached(kind, "inner.eml", mail.as_bytes());
        mail = message(&format!("Mail {number}"), &[story(), inner]);
    }
    let archive = Archive::new();
    archive.write("mail.eml", &mail);
    let found = titles(&archive, "mail.eml");
    assert_eq!(found, ["Mail 7", "Mail 6", "Mail 5", "Mail 4"]);
}

#[test]
fn an_attached_bomb_costs_itself_alone() {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("pages.jsonl", options).unwrap();
    let blanks = std::io::Read::take(std::io::repeat(b'a'), 300 << 20);
    let mut text = std::io::Read::chain(
        std::io::Cursor::new("{\"title\": \"One\"}\n{\"text\": \""),
        blanks,
    );
    std::io::copy(&mut text, &mut zip).unwrap();
    let bomb = zip.finish().unwrap().into_inner();
    let mail = message(
        "A bomb",
        &[story(), attached("application/zip", "b.zip", &bomb)],
    );
    let archive = Archive::new();
    archive.write("mail.eml", &mail);
    archive.run(&["index"]).exits(3);
    assert_eq!(archive.found("attached"), ["mail.eml"]);
    let failed = archive.run(&["status", "--failed"]);
    failed.says("it unpacks to far more than any text does");
}
