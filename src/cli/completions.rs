//! `dateline completions`: completions for a shell.

use super::{CliError, Context, Exit};

/// Print completions for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dateline completions bash > ~/.local/share/bash-completion/completions/dateline
  dateline completions fish > ~/.config/fish/completions/dateline.fish")]
pub struct Args {
    shell: clap_complete::Shell,
}

pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    clap_complete::generate(args.shell, &mut super::command(), "dateline", context.out);
    Ok(Exit::Done)
}
