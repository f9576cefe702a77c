//! `dateline check`: proves the index sound.

use super::{CliError, Common, Context, Exit};
use crate::index::check::check;
use crate::present::json;
use crate::present::terminal::{counted, safe_line};

/// Check that the index is sound: checksums, articles, records of sources
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dateline -C corpus check
  dateline -C corpus check --json")]
pub struct Args {
    #[command(flatten)]
    common: Common,
}

pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let index = context.open(args.common.index.as_deref())?;
    let soundness = check(&index)?;
    if args.common.json {
        json::line(context.out, &json::soundness(&soundness))?;
    } else if soundness.is_sound() {
        writeln!(
            context.out,
            "sound: {}, {}, {}",
            counted(soundness.articles, "article"),
            counted(soundness.sources, "file"),
            counted(soundness.mentions, "mention"),
        )?;
    } else {
        for problem in &soundness.problems {
            writeln!(context.out, "{}", safe_line(problem))?;
        }
        writeln!(
            context.out,
            "unsound: {}; run `dateline index --rebuild`",
            counted(soundness.problems_total, "problem")
        )?;
    }
    Ok(if soundness.is_sound() {
        Exit::Done
    } else {
        Exit::Unsound
    })
}
