//! The model of names: it can be run, measured and made by anybody.

mod support;

use support::{Answer, Archive};

/// Stories of the sample archive, with their names marked.
const MARKED: &str = include_str!("files/marked.conll");

fn archive() -> Archive {
    Archive::with(&[("marked.conll", MARKED)])
}

/// The F1 over person, organisation and place that `model eval` prints of one file.
fn f1(answer: &Answer) -> f64 {
    let words: Vec<&str> = answer.out.split_whitespace().collect();
    assert_eq!(words[1], "F1", "{answer}");
    words[2].parse().unwrap()
}

#[test]
fn tagging_keeps_tokens_and_sentences_as_they_are() {
    let archive = archive();
    let tagged = archive.run(&["model", "tag", "marked.conll"]).exits(0);
    let first = |line: &str| line.split('\t').next().unwrap().to_owned();
    let tokens: Vec<String> = tagged.out.lines().map(first).collect();
    let expected: Vec<String> = MARKED.lines().map(first).collect();
    assert_eq!(tokens, expected);
    let coarse = ["PER", "ORG", "LOC", "MISC"];
    let fine = ["PER", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "MISC"];
    for line in tagged
        .out
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with("-DOC"))
    {
        let columns: Vec<&str> = line.split('\t').collect();
        assert_eq!(columns.len(), 3, "{line}");
        for (tag, kinds) in [(columns[1], &coarse[..]), (columns[2], &fine[..])] {
            let known = tag == "O" || kinds.iter().any(|kind| tag.get(2..) == Some(kind));
            assert!(known, "{line}");
        }
    }
}

#[test]
fn names_of_stories_that_the_model_has_never_seen_are_found() {
    let archive = archive();
    let eval = |more: &[&str]| {
        let args = [&["model", "eval", "marked.conll"], more].concat();
        f1(&archive.run(&args).exits(0))
    };
    let plain = eval(&[]);
    assert!(plain >= PLAIN_FLOOR, "{plain}");
    let (title, caps) = (eval(&["--recase", "title"]), eval(&["--recase", "caps"]));
    assert!(title >= TITLE_FLOOR * plain, "{title} of {plain}");
    assert!(caps >= CAPS_FLOOR * plain, "{caps} of {plain}");
}

/// What the built-in model reaches on an invented world, whose names no text ever taught, less
/// two points or hundredths.
const PLAIN_FLOOR: f64 = 76.0;
const TITLE_FLOOR: f64 = 0.73;
const CAPS_FLOOR: f64 = 0.65;

#[test]
fn a_model_of_ones_own_is_the_same_each_time_it_is_made() {
    let archive = archive();
    let words = [
        "model",
        "words",
        "words.tsv",
        "marked.conll",
        "--least",
        "2",
    ];
    archive.run(&words).exits(0).says("words");
    let train = |out: &str| {
        let args = [
            "model",
            "train",
            out,
            "--words",
            "words.tsv",
            "--marked",
            "marked.conll",
        ];
        let small = ["--rounds", "2", "--choosing-rounds", "1", "--rows", "3000"];
        archive.run(&[&args[..], &small[..]].concat()).exits(0);
        std::fs::read(archive.path(out)).unwrap()
    };
    assert_eq!(train("one.model"), train("two.model"));
    let own = archive
        .run(&["model", "eval", "marked.conll", "--model", "one.model"])
        .exits(0);
    assert!(f1(&own) > 80.0, "it knows what it was made of: {own}");
}

#[test]
fn an_archive_keeps_a_model_of_its_own_until_it_goes_back() {
    let archive = archive();
    std::fs::rename(archive.path("marked.conll"), archive.home().join("marked")).unwrap();
    let marked = archive.home().join("marked");
    let own = archive.home().join("own.model");
    let [marked, own] = [&marked, &own].map(|path| path.to_str().unwrap());
    let small = ["--rounds", "1", "--choosing-rounds", "1", "--rows", "2000"];
    let train = ["model", "train", own, "--marked", marked];
    archive.run(&[&train[..], &small[..]].concat()).exits(0);
    let story = "A pier\n\nIlse Marandt went to Port Anselm with Viktor Dravec on Monday.\n";
    archive.write("one.txt", story);
    assert_eq!(archive.index(&[])["indexed"], 1);
    archive
        .run(&["status"])
        .exits(0)
        .says("\n  names: by the built-in model\n");
    let fingerprint = || {
        let status = archive.run(&["status", "--json"]).exits(0).json().remove(0);
        (
            status["names"]["model_fingerprint"].clone(),
            status["names"]["own_model_bytes"].as_u64(),
        )
    };
    let built_in = fingerprint();
    assert_eq!(built_in.1, None);

    assert_eq!(archive.index(&["--model", own])["indexed"], 1);
    let kept = archive.path(".dateline/user/model");
    let bytes = std::fs::read(own).unwrap();
    assert_eq!(std::fs::read(&kept).unwrap(), bytes);
    archive
        .run(&["status"])
        .says("names: by the model ")
        .says(".dateline/user/model of ")
        .says("up to date with the folder");
    let with_own = fingerprint();
    assert_eq!(with_own.1, Some(bytes.len() as u64));
    assert_ne!(with_own.0, built_in.0);

    // Later runs use it, also for what is new, and read nothing anew.
    archive.write("two.txt", story);
    let report = archive.index(&[]);
    assert_eq!(
        (&report["indexed"], &report["unchanged"]),
        (&1.into(), &1.into())
    );
    archive.index(&["--rebuild"]);
    assert_eq!(fingerprint(), with_own);
    let mentions = |answer: support::Answer| answer.exits(0).json()[0]["mentions"].clone();
    let annotated = mentions(archive.run(&["annotate", "one.txt", "--json", "--model", own]));
    let mut shown = mentions(archive.run(&["show", "one.txt", "--json"]));
    for mention in shown.as_array_mut().unwrap() {
        mention.as_object_mut().unwrap().remove("entity");
    }
    assert_eq!(shown, annotated);

    // A bad file changes nothing; one that was damaged where it is kept is told.
    archive
        .run(&["index", "--model", "one.txt"])
        .exits(2)
        .warns("cannot use the model ")
        .warns("one.txt: it is no model of dateline\n");
    archive
        .run(&["index", "--model", "gone.model"])
        .exits(2)
        .warns("cannot read ./gone.model: No such file");
    assert_eq!(std::fs::read(&kept).unwrap(), bytes);
    std::fs::write(&kept, &bytes[..1000]).unwrap();
    for (command, status) in [("index", 2), ("status", 0)] {
        archive
            .run(&[command])
            .exits(status)
            .warns(".dateline/user/model: it is damaged: 1000 bytes instead of ")
            .warns("`dateline index --model FILE` puts another model there");
    }
    archive
        .run(&["status"])
        .says("  2 articles\n")
        .says("user/model of 1.0 kB, which cannot be used\n")
        .says("up to date with the folder");
    assert_eq!(fingerprint(), (serde_json::Value::Null, Some(1000)));

    assert_eq!(archive.index(&["--model", "built-in"])["indexed"], 2);
    assert!(!kept.exists());
    assert_eq!(fingerprint(), built_in);
    assert_eq!(archive.index(&[])["unchanged"], 2);
}

#[test]
fn what_is_no_file_of_columns_is_told() {
    let archive = archive();
    for (name, text) in [
        ("empty.conll", ""),
        ("story.txt", "The ferry sank.\nNobody was told of it.\n"),
        ("plain.conll", "The\nferry\nsank\n.\n\n"),
        ("blanks.conll", "Orrin B-LOC\nsank O\n"),
        ("parts.conll", "Orrin\tNNP\tB-LOC\n"),
        ("binary.conll", "\u{1}\0\0"),
    ] {
        archive.write(name, text);
    }
    let told = [
        (
            "empty.conll",
            "empty.conll: no token is in it; write a token a line",
        ),
        (
            "story.txt",
            "story.txt: line 1 is text and no token; write a token a line",
        ),
        (
            "blanks.conll",
            "blanks.conll: the columns of line 1 have blanks between them, and no tabs; write",
        ),
        ("parts.conll", "parts.conll: line 1: `NNP` is no tag; write"),
        ("binary.conll", "binary.conll: it is binary, not text"),
        ("gone.conll", "cannot read ./gone.conll: No such file"),
        (".", "cannot read ./.: Is a directory"),
    ];
    for (file, why) in told {
        archive.run(&["model", "tag", file]).exits(2).warns(why);
        archive.run(&["model", "eval", file]).exits(2).warns(why);
        let train = ["model", "train", "own.model", "--marked", file];
        archive.run(&train).exits(2).warns(why);
    }
    archive
        .run(&["model", "tag", "story.txt"])
        .warns("`dateline annotate` reads text");
    // Tokens without tags can be tagged; there is nothing to compare with or to learn from.
    archive.run(&["model", "tag", "plain.conll"]).exits(0);
    let why = "plain.conll: no name is marked in it; write a token a line";
    archive
        .run(&["model", "eval", "plain.conll"])
        .exits(2)
        .does_not_say("F1")
        .warns(why);
    archive
        .run(&["model", "train", "own.model", "--marked", "plain.conll"])
        .exits(2)
        .warns(why);
    assert!(!archive.path("own.model").exists());
}

#[test]
fn marks_and_their_articles_make_a_marked_file() {
    let articles = [
        ("11", "Der Sund. Ilse Marandt left Upper Orrin. She waved."),
        ("12", "Nobody knows this one."),
        ("13", "Tresk sleeps."),
    ];
    let lines = articles.map(|(id, text)| {
        serde_json::json!({"_id": id, "title": "Öffnung", "text": text}).to_string() + "\n"
    });
    let marks = "13\t0-13\t0-5:GPE\n11\t10-40\t10-22:PER 28-39:GPE\n11\t41-51\t\n";
    let archive = Archive::with(&[("articles.jsonl", &lines.concat()), ("marks.tsv", marks)]);
    let join = |marks: &str| archive.run(&["model", "join", "out.conll", marks, "articles.jsonl"]);
    join("marks.tsv")
        .exits(0)
        .quietly()
        .says("out.conll: 3 sentences of 2 articles, 3 names\n");
    let columns = std::fs::read_to_string(archive.path("out.conll")).unwrap();
    assert_eq!(
        columns,
        "-DOCSTART-\tO\tO\n\nTresk\tB-LOC\tB-GPE\nsleeps\tO\tO\n.\tO\tO\n\n\
         -DOCSTART-\tO\tO\n\nIlse\tB-PER\tB-PER\nMarandt\tI-PER\tI-PER\nleft\tO\tO\n\
         Upper\tB-LOC\tB-GPE\nOrrin\tI-LOC\tI-GPE\n.\tO\tO\n\n\
         She\tO\tO\nwaved\tO\tO\n.\tO\tO\n\n"
    );
    archive.run(&["model", "eval", "out.conll"]).exits(0);

    archive.write("more.tsv", format!("{marks}14\t0-4\t\n13\t0-99\t\n"));
    join("more.tsv")
        .exits(3)
        .says("3 sentences of 2 articles")
        .warns("not there: 1 article of the marks\n")
        .warns("left out: 1 sentence that the articles have not so\n");
    archive.write("wrong.tsv", "13\t0-13\t0-5:SHIP\n");
    join("wrong.tsv")
        .exits(2)
        .warns("wrong.tsv, line 1: `0-5:SHIP` marks no name; a line of marks has");
    archive.write("other.tsv", "99\t0-13\t\n");
    join("other.tsv")
        .exits(2)
        .warns("none of the articles of other.tsv is there");
    archive
        .run(&["model", "join", "out.conll", "marks.tsv", "marks.tsv"])
        .exits(2)
        .warns("marks.tsv, line 1: ")
        .warns("the articles are JSON lines with `_id` and `text`");
}

#[test]
fn what_is_no_model_is_told_from_one() {
    let archive = archive();
    archive.write(
        "damaged.model",
        &include_bytes!("../src/entities/model/names.model")[..5000],
    );
    let tag = |model: &str| {
        archive
            .run(&["model", "tag", "marked.conll", "--model", model])
            .exits(2)
    };
    tag("marked.conll").warns("it is no model of dateline");
    tag("damaged.model").warns("it is damaged: 5000 bytes instead of");
    tag("missing.model").warns("cannot read ./missing.model: No such file");
    archive
        .run(&["model", "tag", "missing.conll"])
        .exits(2)
        .warns("cannot read");
}

#[cfg(unix)]
#[test]
fn what_is_no_plain_file_is_no_model() {
    let archive = archive();
    archive.shell("mkfifo pipe; mkdir folder").exits(0);
    for file in ["pipe", "folder", "/dev/zero"] {
        for command in [
            &["model", "tag", "marked.conll"][..],
            &["annotate", "marked.conll"],
            &["index"],
        ] {
            archive
                .run(&[command, &["--model", file]].concat())
                .exits(2)
                .warns(&format!(
                    "{file}: it is no plain file; put one in its place\n"
                ));
        }
    }
    archive.remove("pipe");
    archive.run(&["index"]).exits(0);
    for made in ["mkfifo", "mkdir"] {
        archive
            .shell(&format!("{made} .dateline/user/model"))
            .exits(0);
        let why = ".dateline/user/model: it is no plain file; put one in its place\n";
        archive.run(&["index"]).exits(2).warns(why);
        archive
            .run(&["status"])
            .exits(0)
            .warns(why)
            .says("up to date");
        archive.shell("rm -r .dateline/user/model").exits(0);
    }
    let large = std::fs::File::create(archive.path("large")).unwrap();
    large.set_len((256 << 20) + 1).unwrap();
    archive
        .run(&["model", "tag", "marked.conll", "--model", "large"])
        .exits(2)
        .warns("large: a model has 256 MiB at most\n");
}

#[test]
fn rounds_count_where_all_features_are_kept_too() {
    let archive = archive();
    let train = |rounds: &str, rows: &str| {
        let args = ["model", "train", "own.model", "--marked", "marked.conll"];
        let more = ["--rounds", rounds, "--choosing-rounds", "1", "--rows", rows];
        let answer = archive.run(&[&args[..], &more].concat()).exits(0);
        answer.out.matches("\nround ").count()
    };
    assert_eq!([train("1", "1000000"), train("3", "1000000")], [1, 3]);
    assert_eq!([train("1", "1"), train("3", "1")], [2, 4]);
    let none = [
        "model",
        "train",
        "x",
        "--marked",
        "marked.conll",
        "--rows",
        "0",
    ];
    archive
        .run(&none)
        .exits(2)
        .warns("invalid value '0' for '--rows <N>'");
}

#[test]
fn where_no_model_can_be_written_none_is_trained() {
    let archive = archive();
    std::fs::create_dir(archive.path("folder")).unwrap();
    for (out, why) in [
        ("no/where", "cannot write ./no/where: No such file"),
        ("folder", "cannot write ./folder: Is a directory"),
    ] {
        archive
            .run(&["model", "train", out, "--marked", "marked.conll"])
            .exits(2)
            .does_not_say("sentences")
            .warns(why);
    }
    // A model that is there stays until there is a new one.
    archive.write("own.model", "a model");
    archive
        .run(&["model", "train", "own.model", "--marked", "gone.conll"])
        .exits(2);
    let kept = std::fs::read(archive.path("own.model")).unwrap();
    assert_eq!(kept, b"a model");
}

#[test]
fn scores_fit_a_terminal_and_tell_only_of_what_the_file_has() {
    let archive = archive();
    archive.write(
        "towns.conll",
        "Orrin\tB-LOC\nsank\tO\n\nParis\tB-LOC\nsleeps\tO\n",
    );
    let eval = ["model", "eval", "marked.conll", "towns.conll"];
    let answer = archive.run(&eval).exits(0);
    let lines: Vec<&str> = answer.out.lines().collect();
    assert_eq!(lines.len(), 6, "{answer}");
    assert_eq!([lines[0], lines[3]], ["marked.conll", "towns.conll"]);
    assert!(lines.iter().all(|line| line.len() <= 80), "{answer}");
    let names = |line: &str| {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        let pairs = words
            .chunks(2)
            .map(|pair| (pair[0].clone(), pair[1].clone()));
        pairs.collect::<Vec<_>>()
    };
    let dashes = |line: &str| {
        let pairs = names(line).into_iter().filter(|(_, share)| share == "-");
        pairs.map(|(name, _)| name).collect::<Vec<_>>()
    };
    assert_eq!([dashes(lines[1]), dashes(lines[2])], [[""; 0]; 2]);
    assert_eq!(dashes(lines[4]), ["fine"]);
    assert_eq!(dashes(lines[5]), ["PER", "ORG", "MISC"]);
    // All that stands in it is explained.
    let help = archive.run(&["model", "eval", "--help"]).exits(0);
    for (name, _) in [names(lines[1]), names(lines[2])].concat() {
        assert!(help.out.contains(&name), "{name} in {help}");
    }
}

#[test]
fn a_table_of_figures_names_nobody() {
    let row = "1,204.5  33.1%  -17  2,001  0.004  12:45  A  B3  x  1e6  NA  --\n";
    let archive = Archive::with(&[("figures.txt", &row.repeat(500))]);
    let mentions = archive
        .run(&["annotate", "--json", "figures.txt"])
        .exits(0)
        .json()[0]["mentions"]
        .clone();
    let names = mentions.as_array().unwrap().iter();
    let names = names
        .filter(|mention| mention["detector"] == "model")
        .count();
    assert!(names <= 5, "{names} names in a table of figures");
}
