//! Every error text that a person can get, word for word. FOLDER stands for the archive's folder.

mod support;

use std::fs;

use support::{Answer, Archive};

fn stories() -> Archive {
    Archive::indexed(&[(
        "ferry.txt",
        "The ferry\n\nIt sank off Port Anselm in a storm.",
    )])
}

/// Exit 2, nothing on the output, and these words on the error stream.
#[track_caller]
fn check(archive: &Archive, args: &[&str], expected: &str) {
    complains(archive, archive.run(args), expected);
}

#[track_caller]
fn complains(archive: &Archive, answer: Answer, expected: &str) {
    let expected = expected.replace("FOLDER", archive.folder().to_str().unwrap());
    answer.complains(&expected);
}

#[test]
fn a_folder_that_is_wrong() {
    let archive = stories();
    check(
        &archive,
        &["index", "no/such"],
        "dateline: no such folder: ./no/such",
    );
    check(
        &archive,
        &["-C", "no/such", "search", "ferry"],
        "dateline: no such folder: no/such",
    );
    check(
        &archive,
        &["index", "ferry.txt"],
        "dateline: FOLDER/ferry.txt is a file; an archive is a folder of files",
    );
    check(
        &archive,
        &["-C", "ferry.txt", "search", "ferry"],
        "dateline: FOLDER/ferry.txt is a file; an archive is a folder of files",
    );
    check(
        &archive,
        &["index", "/"],
        "dateline: / is not an archive but everything you have; name the folder with the articles",
    );
}

#[test]
fn nothing_is_indexed_yet() {
    let archive = Archive::with(&[("ferry.txt", "The ferry")]);
    let folder = archive.folder();
    for command in [
        &["search", "ferry"][..],
        &["show", "x"],
        &["entities"],
        &["status"],
        &["check"],
    ] {
        let args = [&["-C", folder.to_str().unwrap()], command].concat();
        check(
            &archive,
            &args,
            "dateline: no archive here: neither FOLDER nor a folder above it has been indexed; \
             run `dateline index FOLDER`",
        );
    }
    check(
        &archive,
        &["search", "ferry"],
        "dateline: no archive here: neither . nor a folder above it has been indexed; \
         run `dateline index .`",
    );
    check(
        &archive,
        &["status", "--index", "elsewhere"],
        "dateline: elsewhere holds no index",
    );
}

#[test]
fn a_query_that_cannot_be_understood_shows_the_place() {
    // All mistakes are in `tests/query/errors.txt`.
    check(
        &stories(),
        &["search", "ferry titles:storm"],
        "dateline: there is no field `titles`; did you mean `title:`?
  ferry titles:storm
        ^^^^^^
  try: ferry title:storm",
    );
}

#[test]
fn what_is_left_over_in_a_query_is_set_right_and_said() {
    let archive = stories();
    let set_right = |query: &str, warning: &str| {
        archive
            .run(&["search", query])
            .exits(0)
            .warns(&format!("dateline: {warning}\n"));
    };
    set_right(
        "\"ferry",
        "the quotation mark is never closed; taken as closed at the end
  \"ferry
  ^",
    );
    set_right(
        "(ferry",
        "`(` is never closed; taken as closed at the end
  (ferry
  ^",
    );
    set_right("ferry)", "`)` without `(`; left out\n  ferry)\n       ^");
    set_right(
        "ferry OR",
        "`OR` needs something on both sides; left out; to search for the word, write \"or\"
  ferry OR
        ^^",
    );
    set_right(
        "AND ferry",
        "`AND` needs something on both sides; left out: all words are searched anyway
  AND ferry
  ^^^",
    );
}

#[test]
fn the_place_of_a_mistake_is_shown_under_wide_characters_too() {
    let archive = stories();
    check(
        &archive,
        &["search", "渡轮 паром titles:x"],
        "dateline: there is no field `titles`; did you mean `title:`?
  渡轮 паром titles:x
             ^^^^^^
  try: 渡轮 паром title:x",
    );
}

#[test]
fn a_type_of_name_that_there_is_not() {
    let archive = stories();
    check(
        &archive,
        &["entities", "--type", "ship"],
        "error: invalid value 'ship' for '--type <TYPE,…>': `ship` is no type of name; \
         there are person, org, place, group, event, work, date, money, percent, email, url, phone, \
         handle, coordinates and iban

For more information, try '--help'.",
    );
}

#[test]
fn an_index_of_another_format() {
    let archive = stories();
    let format = archive.path(".dateline/index/format");
    let ours = fs::read_to_string(&format).unwrap();
    let ours = ours.trim();
    fs::write(&format, "4000000000\n").unwrap();
    let newer = format!(
        "dateline: the index of FOLDER has format 4000000000, written by a newer dateline; this \
         one reads format {ours}: update dateline, or run `dateline index --rebuild`"
    );
    for args in [
        &["search", "ferry"][..],
        &["show", "x"],
        &["entities"],
        &["status"],
        &["check"],
        &["index"],
    ] {
        check(&archive, args, &newer);
    }
    fs::write(&format, "1\n").unwrap();
    let older = format!(
        "dateline: the index of FOLDER has format 1, written by an older dateline; run \
         `dateline index` to build it anew in format {ours}"
    );
    for args in [
        &["search", "ferry"][..],
        &["show", "x"],
        &["entities"],
        &["status"],
        &["check"],
    ] {
        check(&archive, args, &older);
    }
}

#[test]
fn an_index_without_a_format() {
    let archive = stories();
    let format = archive.path(".dateline/index/format");
    for text in [None, Some(""), Some("no number\n")] {
        match text {
            Some(text) => fs::write(&format, text).unwrap(),
            None => fs::remove_file(&format).unwrap(),
        }
        for args in [&["search", "ferry"][..], &["status"], &["check"]] {
            check(
                &archive,
                args,
                "dateline: the index of FOLDER is damaged: its file `format` is missing or no \
                 number; run `dateline index` to build it anew",
            );
        }
        let answer = archive.run(&["index"]).exits(0);
        let told = "dateline: the index was damaged, without a format, and was built anew\n";
        assert_eq!(answer.err, told);
        archive.run(&["index"]).exits(0).quietly();
    }
}

#[test]
fn an_archive_that_another_one_writes() {
    let archive = stories();
    let lock = fs::File::options()
        .write(true)
        .open(archive.path(".dateline/lock"))
        .unwrap();
    lock.lock().unwrap();
    check(
        &archive,
        &["index"],
        "dateline: FOLDER is being written by another dateline; wait until it is done (searching \
         is possible meanwhile)",
    );
    archive.run(&["search", "ferry"]).exits(0);
    // Dropping alone would leave it with whatever process another test is just starting.
    lock.unlock().unwrap();
    archive.run(&["index"]).exits(0);
}

#[test]
fn an_article_that_there_is_not() {
    let archive = stories();
    archive.run(&["show", "nothing"]).exits(1).warns(
        "dateline: no article nothing; write an id, an own id or a path as `dateline search` shows them\n",
    );
}

#[test]
fn a_file_that_cannot_be_extracted() {
    let archive = stories();
    archive.write("bad.json", "{\"title\": \"x\",}");
    archive.write("empty.txt", "");
    archive.copy(
        &support::corpus().join("scrapes/scan-0042.txt"),
        "picture.txt",
    );
    check(
        &archive,
        &["extract", "empty.txt"],
        "dateline: ./empty.txt: empty",
    );
    check(
        &archive,
        &["annotate", "picture.txt"],
        "dateline: ./picture.txt: binary: not text",
    );
    for command in ["extract", "annotate"] {
        check(
            &archive,
            &[command, "."],
            "dateline: ./.: it is a folder; name a file in it",
        );
    }
    check(
        &archive,
        &["extract", "missing.txt"],
        "dateline: ./missing.txt: cannot be read: No such file or directory (os error 2)",
    );
    archive.run(&["extract", "bad.json"]).exits(1).warns(
        "dateline: ./bad.json, record 1: not valid JSON: trailing comma (line 1, column 15)\n",
    );
}

#[test]
fn a_file_of_the_index_that_is_missing() {
    let archive = stories();
    let index = archive.path(".dateline/index");
    let files = std::fs::read_dir(&index).unwrap();
    let mut paths = files.map(|file| file.unwrap().path());
    let fast = paths.find(|path| path.extension().is_some_and(|ending| ending == "fast"));
    std::fs::remove_file(fast.unwrap()).unwrap();
    archive
        .run(&["search", "ferry"])
        .exits(2)
        .warns("dateline: the index is damaged: its file ")
        .warns("fast is missing; `dateline index --rebuild` builds it anew");
}
