//! An article among the arguments of a command.

use super::CliError;
use crate::present::terminal::counted;
use crate::search::{ArchiveSearcher, Found};

/// The article of the archive that a person names; `None` if there is none of that name.
pub fn article(searcher: &ArchiveSearcher, name: &str) -> Result<Option<Found>, CliError> {
    let mut found = searcher.find(name)?;
    match found.as_slice() {
        [] | [_] => Ok(found.pop()),
        [first, ..] => {
            let number = counted(found.len() as u64, "article");
            Err(CliError::Usage(format!(
                "{name} holds {number}; write the id of one, such as {} (`dateline search path:…` shows them)",
                first.id
            )))
        }
    }
}
