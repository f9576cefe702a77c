//! `dateline man`: the manual pages.

use std::path::PathBuf;

use super::{CliError, Context, Exit};

/// Print the manual page, or write one for each command to a folder
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dateline man > dateline.1
  dateline man --folder /usr/local/share/man/man1")]
pub struct Args {
    /// Write the pages of all commands to this folder
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
}

pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    match args.folder {
        Some(folder) => clap_mangen::generate_to(super::command(), context.stand.join(folder))?,
        None => clap_mangen::Man::new(super::command()).render(context.out)?,
    }
    Ok(Exit::Done)
}
