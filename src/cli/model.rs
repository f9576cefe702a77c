//! `dateline model`: the model of names, made, measured and run.

use std::fs::{self, File};
use std::io::Read;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

mod join;

use super::{CliError, Context, Exit};
use crate::entities::model::conll::{self, COLUMNS, Document, NotColumns};
use crate::entities::model::eval::Scores;
use crate::entities::model::format::Model;
use crate::entities::model::lexicon::Lexicon;
use crate::entities::model::make::{Options, Source, Step, make, recased};
use crate::entities::model::tagger::Tagger;
use crate::entities::model::train::Settings;
use crate::entities::model::words::{WordCounter, read_list, read_table};
use crate::entities::model::{built_in, labels::Label};
use crate::index::told;

/// Make, measure and run the model that detects names
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dateline model tag marked.conll
  dateline model eval marked.conll --recase title")]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Tag(TagArgs),
    Eval(EvalArgs),
    Train(TrainArgs),
    Words(WordsArgs),
    Join(join::Args),
}

/// Tag the tokens of a CoNLL file: prints token, coarse tag, fine tag; sentences as they are
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dateline model tag sentences.conll
  dateline model tag sentences.conll.gz --model my.model > tagged.conll")]
struct TagArgs {
    /// The file: a token a line, an empty line after each sentence, -DOCSTART- before each article
    file: PathBuf,
    #[command(flatten)]
    model: ModelArgs,
}

/// Compare the model's tags with marked files: F1 over person, organisation and place, and by type
///
/// All in percent. A name that is found is right if the file marks the same tokens with the same
/// type. P is the share of the names found that are right, R of the names marked; F1 is their
/// harmonic mean. These three are of PER (person), ORG (organisation) and LOC (place) together;
/// spans is their F1 if any of the three types is right. Behind them stands the F1 of each type;
/// MISC is every other name, such as a nationality, an event or a work. fine is the share of the
/// right names that have the fine type of the file too, such as GPE for a town. A file that marks
/// nothing of a sort has - there.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dateline model eval news.conll.gz web.conll.gz
  dateline model eval news.conll.gz --recase title --model my.model")]
struct EvalArgs {
    /// Marked files
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Change the text to title case or to capitals first
    #[arg(long, value_name = "CASE")]
    recase: Option<Recase>,
    #[command(flatten)]
    model: ModelArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Recase {
    Title,
    Caps,
}

#[derive(Debug, clap::Args)]
pub struct ModelArgs {
    /// Use this model instead of the built-in one
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
}

/// Train a model from marked files
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dateline model train my.model --words words.tsv --marked news.conll.gz
  dateline model train my.model --words words.tsv --marked news.conll --marked tweets.conll:0.3")]
struct TrainArgs {
    /// Where to write the model
    out: PathBuf,
    /// A marked file: FILE, FILE:WEIGHT, or FILE:WEIGHT:SHARE of sentences repeated in other cases
    #[arg(long, value_name = "FILE[:WEIGHT[:SHARE]]", required = true)]
    marked: Vec<Marked>,
    /// A table of words, as `dateline model words` makes it
    #[arg(long, value_name = "FILE")]
    words: Option<PathBuf>,
    /// A list of names, one a line, or lines FROM-TO of it; up to eight, their order counts
    #[arg(long, value_name = "FILE[:FROM-TO]")]
    list: Vec<NameList>,
    /// Passes over all sentences
    #[arg(long, value_name = "N", default_value_t = 6)]
    rounds: usize,
    /// Passes of the training that chooses the features, where there are more than are kept
    #[arg(long, value_name = "N", default_value_t = 3)]
    choosing_rounds: usize,
    /// Features to keep, 36 bytes each
    #[arg(long, value_name = "N", default_value = "230000")]
    rows: NonZeroUsize,
    /// Start of the random numbers
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

/// Make the table of words that training needs, from plain text
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dateline model words words.tsv articles.txt
  dateline model words words.tsv articles.txt.gz news.conll.gz")]
struct WordsArgs {
    /// Where to write the table
    out: PathBuf,
    /// Plain text, a paragraph a line; or CoNLL files, by their ending
    #[arg(required = true)]
    texts: Vec<PathBuf>,
    /// Words seen less often are left out
    #[arg(long, value_name = "N", default_value_t = 8)]
    least: u32,
}

#[derive(Debug, Clone)]
struct Marked {
    file: PathBuf,
    weight: f32,
    recased: f32,
}

impl FromStr for Marked {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.split(':');
        let file = PathBuf::from(parts.next().unwrap_or_default());
        let mut number = |usual: f32| match parts.next() {
            None => Ok(usual),
            Some(text) => text
                .parse::<f32>()
                .ok()
                .filter(|n| (0.0..=100.0).contains(n))
                .ok_or_else(|| {
                    format!("`{text}` is no weight or share; write FILE:0.5 or FILE:0.5:0.1")
                }),
        };
        Ok(Marked {
            file,
            weight: number(1.0)?,
            recased: number(0.25)?,
        })
    }
}

#[derive(Debug, Clone)]
struct NameList {
    file: PathBuf,
    lines: std::ops::Range<usize>,
}

impl FromStr for NameList {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((file, lines)) = text.rsplit_once(':') else {
            return Ok(NameList {
                file: text.into(),
                lines: 0..usize::MAX,
            });
        };
        let range = lines.split_once('-').and_then(|(from, to)| {
            let (from, to): (usize, usize) = (from.parse().ok()?, to.parse().ok()?);
            (1 <= from && from <= to).then(|| from - 1..to)
        });
        let lines = range.ok_or_else(|| format!("`{lines}` names no lines; write FILE:1-4000"))?;
        Ok(NameList {
            file: file.into(),
            lines,
        })
    }
}

pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    match args.command {
        Command::Tag(args) => tag(&args, context),
        Command::Eval(args) => eval(&args, context),
        Command::Train(args) => train(&args, context),
        Command::Words(args) => words(&args, context),
        Command::Join(args) => join::run(&args, context),
    }
}

fn tag(args: &TagArgs, context: &mut Context) -> Result<Exit, CliError> {
    let text = read_columns(context, &args.file)?;
    let model = args.model.open(context)?;
    let mut tagger = Tagger::new(model.clone());
    // What the file says of articles and empty lines is kept as it is.
    let mut rows: Vec<&str> = Vec::new();
    let flush = |rows: &mut Vec<&str>, tagger: &mut Tagger, out: &mut dyn std::io::Write| {
        let document = conll::read_tokens(rows);
        let labels = tag_document(
            tagger,
            &document.iter().map(Vec::as_slice).collect::<Vec<_>>(),
        );
        let mut labels = labels.iter();
        let mut tags = Vec::new().into_iter();
        for row in rows.iter() {
            if row.is_empty() || row.starts_with(conll::DOCUMENT) {
                writeln!(out, "{row}")?;
                continue;
            }
            let (coarse, fine) = loop {
                match tags.next() {
                    Some(tag) => break tag,
                    None => match labels.next() {
                        Some(labels) => tags = conll::tags(labels).into_iter(),
                        None => break Default::default(),
                    },
                }
            };
            writeln!(
                out,
                "{}\t{coarse}\t{fine}",
                row.split('\t').next().unwrap_or("")
            )?;
        }
        rows.clear();
        Ok::<(), std::io::Error>(())
    };
    for line in text.lines() {
        if line.starts_with(conll::DOCUMENT) {
            flush(&mut rows, &mut tagger, context.out)?;
        }
        rows.push(line);
    }
    flush(&mut rows, &mut tagger, context.out)?;
    Ok(Exit::Done)
}

/// The labels of the sentences of one article.
fn tag_document(tagger: &mut Tagger, sentences: &[&[&str]]) -> Vec<Vec<Label>> {
    let tokens = sentences.concat();
    let mut end = 0;
    let ranges: Vec<_> = sentences
        .iter()
        .map(|sentence| {
            let begin = end;
            end += sentence.len();
            begin..end
        })
        .collect();
    let labels = tagger.tag(&tokens, &ranges);
    ranges
        .into_iter()
        .map(|range| labels[range].to_vec())
        .collect()
}

fn eval(args: &EvalArgs, context: &mut Context) -> Result<Exit, CliError> {
    let model = args.model.open(context)?;
    for file in &args.files {
        let mut tagger = Tagger::new(model.clone());
        let mut scores = Scores::default();
        let documents = conll::read(&read_columns(context, file)?);
        if !documents.iter().any(Document::has_names) {
            return Err(no_columns(file, &NotColumns::Unmarked));
        }
        for Document { mut sentences } in documents {
            if let Some(case) = args.recase {
                for sentence in &mut sentences {
                    *sentence = recased(sentence, case == Recase::Caps);
                }
            }
            let words: Vec<Vec<&str>> = (sentences.iter())
                .map(|sentence| sentence.tokens.iter().map(String::as_str).collect())
                .collect();
            let labels = tag_document(
                &mut tagger,
                &words.iter().map(Vec::as_slice).collect::<Vec<_>>(),
            );
            for (sentence, labels) in sentences.iter().zip(&labels) {
                scores.add(sentence, labels);
            }
        }
        writeln!(context.out, "{}\n{scores}", file.display())?;
    }
    Ok(Exit::Done)
}

fn train(args: &TrainArgs, context: &mut Context) -> Result<Exit, CliError> {
    // Training takes hours.
    check_writable(context, &args.out)?;
    let mut lexicon = Lexicon::default();
    if let Some(words) = &args.words {
        read_table(&read(context, words)?, &mut lexicon)
            .map_err(|error| CliError::Usage(format!("{}, {error}", words.display())))?;
    }
    if args.list.len() > 8 {
        return Err(CliError::Usage(
            "a model has room for eight lists".to_owned(),
        ));
    }
    for (list, number) in args.list.iter().zip(0u8..) {
        let names = read(context, &list.file)?;
        let lines = names.lines().skip(list.lines.start).take(list.lines.len());
        read_list(lines, number, &mut lexicon);
    }
    let mut sources = Vec::new();
    for marked in &args.marked {
        let documents = conll::read(&read_columns(context, &marked.file)?);
        sources.push(Source {
            documents,
            weight: marked.weight,
            recased: marked.recased,
        });
    }
    let mut documents = sources.iter().flat_map(|source| &source.documents);
    if !documents.any(Document::has_names) {
        let files: Vec<String> = (args.marked.iter())
            .map(|marked| marked.file.display().to_string())
            .collect();
        return Err(no_columns(
            Path::new(&files.join(", ")),
            &NotColumns::Unmarked,
        ));
    }
    let options = Options {
        training: Settings {
            rounds: args.rounds,
            rate: 0.1,
            dropout: 0.3,
            l2: 1e-6,
            seed: args.seed,
        },
        choosing_rounds: args.choosing_rounds,
        rows: args.rows.get(),
        least: 2,
    };
    let mut told = Ok(());
    let model = make(&sources, &lexicon, &options, |step| {
        let line = match step {
            Step::Read {
                sentences,
                tokens,
                features,
            } => {
                format!("{sentences} sentences, {tokens} tokens, {features} features")
            }
            Step::Round { round, likelihood } => {
                format!("round {}: {likelihood:.5} a token", round + 1)
            }
            Step::Chosen { features } => format!("{features} features chosen"),
            Step::Lost { features: 0 } => return,
            Step::Lost { features } => format!("{features} features found no place"),
        };
        if told.is_ok() {
            told = writeln!(context.out, "{line}");
        }
    });
    told?;
    write(context, &args.out, &model)?;
    writeln!(context.out, "{}: {} bytes", args.out.display(), model.len())?;
    Ok(Exit::Done)
}

fn words(args: &WordsArgs, context: &mut Context) -> Result<Exit, CliError> {
    let mut counter = WordCounter::default();
    for file in &args.texts {
        let text = read(context, file)?;
        if file
            .to_string_lossy()
            .trim_end_matches(".gz")
            .ends_with(".conll")
        {
            for sentence in conll::read(&text)
                .iter()
                .flat_map(|document| &document.sentences)
            {
                counter.add_sentence(sentence.tokens.iter().map(String::as_str));
            }
        } else {
            counter.add_text(&text);
        }
    }
    let table = counter.table(args.least);
    write(context, &args.out, table.as_bytes())?;
    writeln!(
        context.out,
        "{}: {} words",
        args.out.display(),
        table.lines().count()
    )?;
    Ok(Exit::Done)
}

impl ModelArgs {
    pub fn open(&self, context: &Context) -> Result<Arc<Model>, CliError> {
        let Some(file) = &self.model else {
            return Ok(Arc::new(built_in()));
        };
        let path = context.stand.join(file);
        model_in(told::model_bytes(&path)?, &path).map(Arc::new)
    }
}

/// The bytes of a file that is a model.
pub fn bytes_of(path: &Path) -> Result<Vec<u8>, CliError> {
    let bytes = told::model_bytes(path)?;
    model_in(bytes.clone(), path)?;
    Ok(bytes)
}

fn model_in(bytes: Vec<u8>, path: &Path) -> Result<Model, CliError> {
    Model::from_bytes(bytes).map_err(|error| {
        CliError::Usage(format!("cannot use the model {}: {error}", path.display()))
    })
}

/// Bytes of a text to learn from or to measure on: it is held in memory.
const TEXT_BYTES_MAX: u64 = 4 << 30;

/// A file, unpacked as it is read if its name ends so.
fn open(context: &Context, file: &Path) -> Result<Box<dyn Read>, CliError> {
    let path = context.stand.join(file);
    let opened = File::open(&path).map_err(|error| not_read(&path, &error))?;
    Ok(
        match path.extension().is_some_and(|ending| ending == "gz") {
            true => Box::new(flate2::read::MultiGzDecoder::new(opened)),
            false => Box::new(opened),
        },
    )
}

fn not_read(path: &Path, error: &dyn std::fmt::Display) -> CliError {
    CliError::Usage(format!("cannot read {}: {error}", path.display()))
}

/// The text of a file.
fn read(context: &Context, file: &Path) -> Result<String, CliError> {
    let path = context.stand.join(file);
    let wrong = |error: &dyn std::fmt::Display| not_read(&path, error);
    let mut bytes = Vec::new();
    let mut opened = open(context, file)?.take(TEXT_BYTES_MAX + 1);
    opened
        .read_to_end(&mut bytes)
        .map_err(|error| wrong(&error))?;
    if bytes.len() as u64 > TEXT_BYTES_MAX {
        return Err(wrong(&"it has more than 4 GiB; divide it"));
    }
    if bytes.contains(&0) {
        return Err(wrong(&"it is binary, not text"));
    }
    Ok(match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    })
}

/// The text of a file of columns.
fn read_columns(context: &Context, file: &Path) -> Result<String, CliError> {
    let text = read(context, file)?;
    conll::check(&text).map_err(|error| no_columns(file, &error))?;
    Ok(text)
}

fn no_columns(file: &Path, error: &NotColumns) -> CliError {
    let is_text = matches!(error, NotColumns::Text(_));
    let advice = match is_text {
        true => "; `dateline annotate` reads text",
        false => "",
    };
    CliError::Usage(format!("{}: {error}; {COLUMNS}{advice}", file.display()))
}

fn write(context: &Context, out: &Path, bytes: &[u8]) -> Result<(), CliError> {
    let path = context.stand.join(out);
    fs::write(&path, bytes).map_err(|error| not_written(&path, &error))
}

/// Whether a file can be written; what is in it stays as it is.
fn check_writable(context: &Context, out: &Path) -> Result<(), CliError> {
    let path = context.stand.join(out);
    let is_new = !path.exists();
    let opened = File::options().create(true).append(true).open(&path);
    opened.map_err(|error| not_written(&path, &error))?;
    if is_new {
        fs::remove_file(&path).map_err(|error| not_written(&path, &error))?;
    }
    Ok(())
}

fn not_written(path: &Path, error: &std::io::Error) -> CliError {
    CliError::Usage(format!("cannot write {}: {error}", path.display()))
}
