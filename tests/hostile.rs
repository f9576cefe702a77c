//! Inputs that are large, nested, broken or strange: what is done with each, in what time and
//! memory.
#![cfg(unix)]

mod support;

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::ffi::OsStrExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use support::{Archive, answer, record, strings};

const MIB: u64 = 1 << 20;

/// Runs the program, and bounds what it takes: seconds, of a debug build on a busy machine, and the
/// most memory, in MiB.
#[track_caller]
fn bounded(archive: &Archive, args: &[&str], seconds: u64, mib: u64) {
    let started = Instant::now();
    let mut command = archive.command(args);
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let (mut status, pid) = (0, child.unwrap().id());
    // SAFETY: both are plain values that the call fills in; the child is waited for nowhere else.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        assert!(libc::wait4(pid as i32, &mut status, 0, &mut usage) > 0);
        usage
    };
    let (took, peak) = (started.elapsed(), usage.ru_maxrss as u64 >> 10);
    support::tell(&format!("{args:?}: {took:?}, {peak} MiB"));
    assert!(libc::WIFEXITED(status), "{args:?}: {status}");
    assert!(took < Duration::from_secs(seconds), "{args:?}: {took:?}");
    assert!(peak < mib, "{args:?}: {peak} MiB");
}

/// The reasons why something failed, each with its source and the number of the record.
fn failures(archive: &Archive) -> Vec<String> {
    let out = archive.run(&["status", "--failed"]).out;
    let lines = out.lines().filter_map(|line| line.strip_prefix("failed: "));
    lines.map(str::to_owned).collect()
}

/// Writes a file of the parts; those of no bytes are a hole of so many.
fn write_parts(archive: &Archive, name: &str, parts: &[(&str, u64)]) {
    let mut file = File::create(archive.path(name)).unwrap();
    for (part, hole) in parts {
        file.write_all(part.as_bytes()).unwrap();
        file.seek(SeekFrom::Current(*hole as i64)).unwrap();
    }
    let end = file.stream_position().unwrap();
    file.set_len(end).unwrap();
    drop(file);
    archive.touch(name);
}

#[test]
fn a_page_nested_a_hundred_thousand_levels_deep_is_read() {
    let archive = Archive::new();
    for (name, open, close) in [
        ("div.html", "<div>", "</div>"),
        ("list.html", "<ul><li>", "</li></ul>"),
        ("bold.html", "<b>", "</b>"),
        ("table.html", "<table><tr><td>", "</td></tr></table>"),
        ("open.html", "<div><span>", ""),
    ] {
        let (open, close) = (open.repeat(100_000), close.repeat(100_000));
        let story = "The ferry Saint Orla left Port Anselm before dawn, the harbour master said.";
        let page = format!("<!DOCTYPE html><title>Bow door</title>{open}<p>{story}</p>{close}");
        archive.write(name, page);
    }
    bounded(&archive, &["index"], 60, 700);
    assert_eq!(archive.found("bow").len(), 5);
    archive.run(&["index"]).exits(0).says("5 files unchanged");
}

#[test]
fn a_text_of_two_gigabytes_is_refused_unread() {
    let archive = Archive::new();
    let head = "The ferry left Port Anselm before dawn.\n".repeat(4_000);
    write_parts(&archive, "large.txt", &[(&head, 2 << 30)]);
    bounded(&archive, &["index"], 10, 400);
    let failures = failures(&archive);
    assert_eq!(failures, ["large.txt: larger than 64 MiB when read whole"]);
}

#[test]
fn a_text_of_two_million_lines_is_no_article_and_says_so() {
    let archive = Archive::new();
    archive.write("list.txt", "a\n".repeat(2_000_000));
    archive.write("story.txt", "The bell\n\nIt was rung eighty-three times.");
    bounded(&archive, &["index"], 20, 400);
    assert_eq!(archive.found("bell"), ["story.txt"]);
    assert_eq!(
        failures(&archive),
        ["list.txt: a text of 2000000 lines, more than 1000000; split it if it holds articles"]
    );
}

/// Records of a length that takes some seconds; `DATELINE_RECORD_MIB=500` sets another one.
#[test]
fn a_record_of_hundreds_of_megabytes_costs_itself_alone() {
    let length = std::env::var("DATELINE_RECORD_MIB").ok();
    let length = length.and_then(|length| length.parse().ok());
    let length = length.unwrap_or(100) * MIB;
    let archive = Archive::new();
    let open = format!("{{\"title\":\"Lost\",\"text\":\"{}", "a".repeat(100_000));
    let (one, two) = (record("1", "One", "a"), record("2", "Two", "b"));
    let end = format!("\"}}\n{two}");
    write_parts(
        &archive,
        "lines.jsonl",
        &[(&one, 0), (&open, length), (&end, 0)],
    );
    let list = [one.trim_end(), ",", &open].concat();
    let end = format!("\"}},{}]", two.trim_end());
    write_parts(
        &archive,
        "list.json",
        &[("[", 0), (&list, length), (&end, 0)],
    );
    let open = format!("title,text\nOne,a\nLost,\"{}", "a".repeat(100_000));
    write_parts(
        &archive,
        "table.csv",
        &[(&open, length), ("\"\nTwo,b\n", 0)],
    );
    bounded(&archive, &["index"], 60, 600);
    let mut titles = strings(&archive.hits("one OR two"), "title");
    titles.sort();
    assert_eq!(titles, ["One", "One", "One", "Two", "Two", "Two"]);
    let reason = "record 2: a record longer than 64 MiB";
    for (failure, name) in failures(&archive)
        .iter()
        .zip(["lines.jsonl", "list.json", "table.csv"])
    {
        assert_eq!(*failure, format!("{name}, {reason}"));
    }
}

/// So many bytes that mean nothing to dateline.
fn filler(bytes: u64) -> String {
    "x".repeat(bytes as usize)
}

/// Seventy records, each a mebibyte of a field without a meaning. The 33rd is broken.
fn large_list(name: &str) -> String {
    let (mut text, filler) = (String::new(), filler(MIB));
    let is_table = name.ends_with(".csv");
    text.push_str(match name {
        "table.csv" => "title,extra,text\n",
        "list.json" => "[\n",
        "wrapper.json" => "{\"status\": \"ok\", \"articles\": [\n",
        _ => "",
    });
    for number in 1..=70 {
        let comma = if number > 1 && name.ends_with(".json") {
            ","
        } else {
            ""
        };
        let close = if number == 33 { "" } else { "\"" };
        text += &match is_table {
            true => format!("Ferry {number},{filler},\"On the\npier {number}.{close}\n"),
            false => format!(
                "{comma}{{\"extra\":\"{filler}\",\"title\":\"Ferry {number}\",\"text\":\"Pier{close}}}\n"
            ),
        };
    }
    text.push_str(match name {
        "list.json" => "]\n",
        // The wrapper is cut off before its end.
        _ => "",
    });
    text
}

#[test]
fn tables_and_lists_of_any_size_are_read_record_by_record() {
    let archive = Archive::new();
    for name in ["table.csv", "list.json", "wrapper.json", "lines.jsonl"] {
        archive.write(name, large_list(name));
    }
    bounded(&archive, &["index", "--threads", "2"], 120, 500);
    for name in ["list.json", "wrapper.json", "lines.jsonl"] {
        let query = "title:ferry";
        let found = archive.found(query);
        let count = found.iter().filter(|source| *source == name).count();
        assert_eq!(count, 69, "{name}");
    }
    let failures = failures(&archive);
    assert!(
        failures[0].starts_with("lines.jsonl, record 33: not valid JSON"),
        "{failures:#?}"
    );
    assert!(
        failures[1].starts_with("list.json, record 33: not valid JSON"),
        "{failures:#?}"
    );
    assert!(failures[1].contains("(line 34, column"), "{failures:#?}");
    assert_eq!(
        failures[2],
        "table.csv, record 33: a quote that is never closed (line 66)"
    );
    assert!(
        failures[3].starts_with("wrapper.json, record 33: not valid JSON"),
        "{failures:#?}"
    );
    archive.run(&["check"]).exits(0);
    archive.run(&["index"]).exits(3).says("4 files unchanged");
}

#[test]
fn records_of_any_size_are_read_inside_archives() {
    let archive = Archive::new();
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for name in ["a.txt", "lines.jsonl", "table.csv", "z.txt"] {
        zip.start_file(name, options).unwrap();
        let text = match name.ends_with(".txt") {
            true => "Harbour\n\nThe crane stood still.\n".to_owned(),
            false => large_list(name),
        };
        zip.write_all(text.as_bytes()).unwrap();
    }
    archive.write("export.zip", zip.finish().unwrap().into_inner());
    bounded(&archive, &["index", "--threads", "2"], 120, 500);
    assert_eq!(archive.hits("title:ferry").len(), 69 + 69);
    assert_eq!(archive.hits("title:harbour").len(), 2);
    let failures = failures(&archive);
    // Files and records are numbered one after the other.
    assert!(
        failures[0].starts_with("export.zip, record 34: not valid JSON"),
        "{failures:#?}"
    );
    assert!(
        failures[1].starts_with("export.zip, record 104: a quote"),
        "{failures:#?}"
    );
}

#[test]
fn a_table_in_another_charset_may_have_any_size() {
    let archive = Archive::new();
    let table = large_list("table.csv").replace("Ferry", "Паром");
    let (bytes, ..) = encoding_rs::WINDOWS_1251.encode(&table);
    archive.write("table.csv", &bytes);
    archive.run(&["index"]).exits(3);
    assert_eq!(archive.hits("title:паром").len(), 69);
}

#[test]
fn a_run_that_is_stopped_in_a_table_goes_on_in_it() {
    let archive = Archive::new();
    let mut table = String::from("id,title,text\n");
    for number in 1..=30_000 {
        table += &format!("{number},Ferry {number},\"On the\npier {number}.\"\n");
    }
    archive.write("table.csv", &table);
    let mut child = archive.start(&["index", "--commit-interval", "0"]);
    let started = Instant::now();
    while archive
        .run(&["status", "--json"])
        .out
        .contains("\"articles\":0")
        && started.elapsed() < Duration::from_secs(60)
    {
        std::thread::sleep(Duration::from_millis(50));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    archive.run(&["index"]).exits(0);
    assert_eq!(
        archive.run(&["status", "--json"]).json()[0]["articles"],
        30_000
    );
    archive.run(&["check"]).exits(0);
}

#[test]
fn links_pipes_and_devices_are_passed_over() {
    let archive = Archive::with(&[("a/ferry.txt", "The ferry left.")]);
    let link = |to: &str, name: &str| {
        std::os::unix::fs::symlink(to, archive.path(name)).unwrap();
    };
    link("..", "a/up");
    link("b", "b");
    link("/dev/zero", "zero.txt");
    link("nowhere.txt", "dangling.txt");
    let status = Command::new("mkfifo")
        .arg(archive.path("pipe.txt"))
        .status();
    assert!(status.unwrap().success());
    let _socket = std::os::unix::net::UnixListener::bind(archive.path("socket.txt")).unwrap();
    bounded(&archive, &["index"], 20, 400);
    let report = archive.index(&["--rebuild"]);
    assert_eq!(report["articles"], 1);
    assert_eq!(report["failed"], 0);
    let passed_over = report["passed_over"].to_string();
    assert!(passed_over.contains("not a regular file"), "{report:#}");
    assert!(passed_over.contains("a symbolic link"), "{report:#}");
    let pipe = archive.run(&["extract", "pipe.txt"]);
    assert_ne!(pipe.status, Some(0), "{pipe}");
    pipe.warns("no longer a regular file");
}

#[test]
fn a_name_that_is_no_utf8_is_a_name() {
    let archive = Archive::new();
    let name = OsStr::from_bytes(b"f\xe4hre\xff.txt");
    let folder = archive.path("p\u{fc}").join(OsStr::from_bytes(b"\x80"));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(name), "The ferry left before dawn.").unwrap();
    archive.run(&["index"]).exits(0).says("1 file read");
    let found = archive.found("ferry");
    archive
        .run(&["show", &found[0]])
        .exits(0)
        .says("before dawn");
    archive.run(&["check"]).exits(0);
    let mut command = archive.command(&["extract"]);
    answer({
        command.arg(folder.join(name));
        command
    })
    .exits(0)
    .says("before dawn");
}

#[test]
fn a_document_that_unpacks_without_end_fails_alone() {
    let archive = Archive::new();
    for (name, part, before) in [
        ("bomb.docx", "word/document.xml", "[Content_Types].xml"),
        ("bomb.odt", "content.xml", "mimetype"),
    ] {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(before, options).unwrap();
        zip.write_all(b"application/vnd.oasis.opendocument.text")
            .unwrap();
        zip.start_file(part, options).unwrap();
        std::io::copy(&mut std::io::repeat(b' ').take(200 * MIB), &mut zip).unwrap();
        archive.write(name, zip.finish().unwrap().into_inner());
    }
    archive.write("ferry.txt", "The ferry left.");
    bounded(&archive, &["index"], 60, 400);
    let reason = "a document that unpacks to more than 64 MiB";
    assert_eq!(
        failures(&archive),
        [
            format!("bomb.docx: {reason}"),
            format!("bomb.odt: {reason}")
        ]
    );
    assert_eq!(archive.found("ferry"), ["ferry.txt"]);
}
