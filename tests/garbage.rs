//! Files that are not what their names say, or not what they were: each ends with an outcome, and
//! nothing that is in them ends the run.

mod support;

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use support::{Archive, Random, corpus, files_of};

const EXTENSIONS: [&str; 12] = [
    ".txt",
    ".html",
    ".htm",
    ".md",
    ".json",
    ".jsonl",
    ".jsonl.gz",
    ".txt.gz",
    ".gz",
    ".xml",
    ".pdf",
    "",
];

/// Bytes changed, put in, left out, doubled or cut off.
fn mutate(random: &mut Random, bytes: &mut Vec<u8>) {
    for _ in 0..=random.below(8) {
        if bytes.is_empty() {
            return;
        }
        let at = random.below(bytes.len());
        let end = bytes.len().min(at + random.below(40));
        match random.below(6) {
            0 => bytes[at] = random.next() as u8,
            1 => bytes[at] ^= 1 << random.below(8),
            2 => drop(bytes.splice(at..at, random.bytes(12))),
            3 => drop(bytes.drain(at..end)),
            4 => {
                let part = bytes[at..end].repeat(1 + random.below(20));
                drop(bytes.splice(at..at, part));
            }
            _ => bytes.truncate(at),
        }
    }
}

/// Every source ends in exactly one way; gives how many were read.
#[track_caller]
fn check(archive: &Archive, files: usize) -> u64 {
    let answer = archive.run(&["index", "--json", "--failed"]);
    assert!(matches!(answer.status, Some(0 | 3)), "{answer}");
    let lines = answer.json();
    let report = lines.last().unwrap();
    let skipped = report["skipped"].as_object().unwrap();
    let skipped: u64 = skipped.values().map(|count| count.as_u64().unwrap()).sum();
    let count = |field: &str| report[field].as_u64().unwrap();
    let ended = count("indexed") + skipped + count("failed");
    assert_eq!(ended, files as u64, "{report:#}");
    let indexed = count("indexed");
    let failures = &lines[..lines.len() - 1];
    for failure in failures {
        let reason = failure["reason"].as_str().unwrap();
        assert!(
            !reason.is_empty() && !reason.contains("our mistake"),
            "{failure}"
        );
    }
    assert_eq!(
        answer.status,
        Some(if failures.is_empty() { 0 } else { 3 }),
        "{answer}"
    );
    archive.run(&["check"]).exits(0);
    // What failed once is known: it is told again, and not read again.
    let again = archive.run(&["index", "--json"]);
    assert_eq!(again.status, answer.status);
    let report = &again.json()[0];
    let known = ["unchanged", "failed"].map(|count| report[count].as_u64().unwrap());
    assert_eq!(known.iter().sum::<u64>(), files as u64, "{again}");
    assert_eq!(report["indexed"], 0, "{again}");
    // Whatever was read can be shown.
    for hit in archive.hits("-zeppelin") {
        archive.run(&["show", hit["id"].as_str().unwrap()]).exits(0);
    }
    indexed
}

#[test]
fn random_bytes_under_every_name() {
    let mut random = Random::new();
    let archive = Archive::new();
    let mut files = 0;
    for extension in EXTENSIONS {
        for length in [0, 1, 2, 3, 16, 200, 5000, 70_000] {
            archive.write(&format!("f{length}{extension}"), random.bytes(length));
            // Letters and signs only: text, of a kind.
            let text: Vec<u8> = random.bytes(length).iter().map(|b| b % 95 + 32).collect();
            archive.write(&format!("t{length}{extension}"), text);
            files += 2;
        }
    }
    check(&archive, files);
}

#[test]
fn every_format_under_every_name() {
    let archive = Archive::new();
    let samples = [
        "anselm-courier/dam-memo-leak.html",
        "meridian-wire/MP170115-0007.txt",
        "exports/herald-export.json",
        "exports/broken-lines.jsonl",
        "exports/meridian-dump.jsonl.gz",
        "tidewater-notes/pier-7.md",
    ];
    for (number, sample) in samples.iter().enumerate() {
        for extension in EXTENSIONS {
            archive.copy(&corpus().join(sample), &format!("{number}{extension}"));
        }
    }
    check(&archive, samples.len() * EXTENSIONS.len());
}

#[test]
fn mutated_copies_of_real_files() {
    let mut random = Random::new();
    let archive = Archive::new();
    let mut files = 0;
    for (path, bytes) in files_of(&corpus()) {
        if path
            .components()
            .any(|part| part.as_os_str() == ".dateline")
        {
            continue;
        }
        let name = path.file_name().unwrap().to_str().unwrap();
        for copy in 0..2 {
            let mut bytes = bytes.clone();
            mutate(&mut random, &mut bytes);
            archive.write(&format!("{copy}/{name}"), bytes);
            files += 1;
        }
    }
    check(&archive, files);
}

/// Of every sample file of every format so many copies; more of them with
/// `DATELINE_MUTATIONS=500`.
#[test]
fn mutated_files_of_every_format() {
    let copies = std::env::var("DATELINE_MUTATIONS").ok();
    let copies = copies.and_then(|copies| copies.parse().ok()).unwrap_or(12);
    let formats = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files/formats");
    let mut random = Random::new();
    let archive = Archive::new();
    let mut files = 0;
    for (path, whole) in files_of(&formats) {
        let name = path.file_name().unwrap().to_str().unwrap();
        for copy in 0..copies {
            let mut bytes = whole.clone();
            // What is packed is changed within, where its checksum does not tell.
            match name.ends_with(".gz") && copy % 2 == 0 {
                true => {
                    let mut text = Vec::new();
                    let mut packed = flate2::read::MultiGzDecoder::new(whole.as_slice());
                    packed.read_to_end(&mut text).unwrap();
                    mutate(&mut random, &mut text);
                    let mut encoder =
                        flate2::read::GzEncoder::new(text.as_slice(), Default::default());
                    bytes.clear();
                    encoder.read_to_end(&mut bytes).unwrap();
                }
                false => mutate(&mut random, &mut bytes),
            }
            archive.write(&format!("{}/{copy}-{name}", copy % 20), bytes);
            files += 1;
        }
    }
    assert!(files >= 500, "{files}");
    let indexed = check(&archive, files);
    support::tell(&format!("{indexed} of {files} were read"));
    assert!(indexed * 4 > files as u64, "{indexed} of {files}");
}

/// More of them with `DATELINE_MUTATIONS=5000`, of the PDFs in the folder `DATELINE_PDFS`.
#[test]
fn mutated_pdfs() {
    let number = std::env::var("DATELINE_MUTATIONS").ok();
    let number = number.and_then(|number| number.parse().ok());
    let number: usize = number.unwrap_or(200);
    let folder = std::env::var_os("DATELINE_PDFS").map(PathBuf::from);
    let formats = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files/formats");
    let files = files_of(&folder.unwrap_or(formats)).into_iter();
    let is_pdf = |path: &Path| path.extension().is_some_and(|extension| extension == "pdf");
    let pdfs: Vec<Vec<u8>> = files
        .filter(|(path, _)| is_pdf(path))
        .map(|(_, bytes)| bytes)
        .collect();
    let mut random = Random::new();
    let archive = Archive::new();
    for copy in 0..number {
        let mut bytes = pdfs[copy % pdfs.len()].clone();
        mutate(&mut random, &mut bytes);
        // They are told by their beginning.
        if !bytes.starts_with(b"%PDF-") {
            bytes.splice(0..0, *b"%PDF-1.7\n");
        }
        archive.write(&format!("{}/{copy}.pdf", copy % 100), bytes);
    }
    let indexed = check(&archive, number);
    // Changes that stop everything at the door would test nothing.
    support::tell(&format!("{indexed} of {number} were read"));
    assert!(indexed * 6 > number as u64, "{indexed} of {number}");
}

/// A PDF of these objects, the first of which is its catalog.
fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    for (number, object) in (1..).zip(objects) {
        bytes.extend(format!("{number} 0 obj\n").bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    bytes.extend(b"trailer\n<</Root 1 0 R>>\n%%EOF");
    bytes
}

#[test]
fn a_pdf_that_unpacks_without_end_fails_alone() {
    let archive = Archive::new();
    let zlib = |bytes: &mut dyn Read| {
        let mut packed = Vec::new();
        let mut encoder = flate2::write::ZlibEncoder::new(&mut packed, Default::default());
        std::io::copy(bytes, &mut encoder).unwrap();
        encoder.finish().unwrap();
        packed
    };
    // Hundreds of megabytes in some kilobytes.
    let once = zlib(&mut std::io::repeat(b' ').take(700 << 20));
    let twice = zlib(&mut once.as_slice());
    let page = |stream: &[u8], filters: &str| {
        let head = format!("<</Length {}/Filter[{filters}]>>stream\n", stream.len());
        let font = "<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>";
        pdf(&[
            b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
            format!(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources{font}>>"
            )
            .into_bytes(),
            [head.as_bytes(), stream, b"\nendstream"].concat(),
        ])
    };
    archive.write("a.pdf", page(&twice, "/FlateDecode/FlateDecode"));
    let text = b"BT /F 12 Tf 50 700 Td (The bow door was open.) Tj ET";
    archive.write("b.pdf", page(text, ""));
    let report = archive.run(&["index", "--json", "--failed", "--threads", "1"]);
    let lines = report.exits(3).json();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["source"], "a.pdf");
    let reason = lines[0]["reason"].as_str().unwrap();
    assert!(reason.starts_with("needed more than 1024 MiB"), "{reason}");
    assert_eq!(archive.found("bow"), ["b.pdf"]);
}

#[test]
fn the_worst_that_a_file_can_hold() {
    let archive = Archive::new();
    let deep =
        |open: &str, close: &str| format!("{}x{}", open.repeat(20_000), close.repeat(20_000));
    let files = [
        ("deep.html", deep("<div>", "</div>")),
        ("deep-inline.html", deep("<b><i>", "</i></b>")),
        ("open.html", "<div><p><table><tr><td>".repeat(5_000)),
        ("deep.json", deep("[", "]")),
        (
            "deep.jsonl",
            format!("{{\"title\": \"a\"}}\n{}\n", deep("{\"a\":", "}")),
        ),
        ("deep.md", format!("# Title\n\n{}", deep("> ", ""))),
        (
            "lists.md",
            format!(
                "# Title\n\n{}",
                (0..400)
                    .map(|n| format!("{}- x\n", "  ".repeat(n)))
                    .collect::<String>()
            ),
        ),
        ("brackets.md", format!("# Title\n\n{}", "[".repeat(50_000))),
        ("one-word.txt", "a".repeat(1_000_000)),
        (
            "one-line.txt",
            "Amara Sollis of Port Anselm ".repeat(30_000),
        ),
        ("lines.txt", "\n".repeat(300_000) + "end"),
        ("marks.txt", "a\u{301}".repeat(100_000)),
        ("zeros.txt", "\0".repeat(10_000)),
        (
            "surrogates.json",
            "{\"title\": \"\\ud800\", \"text\": \"\\udc00 x\"}".into(),
        ),
        (
            "numbers.json",
            format!("{{\"title\": 1e999, \"text\": {}}}", "9".repeat(5_000)),
        ),
        (
            "dates.json",
            "{\"title\": \"x\", \"text\": \"y\", \"date\": \"99999-99-99T99:99:99+99:99\"}".into(),
        ),
    ];
    for (name, text) in &files {
        archive.write(name, text);
    }
    // Ten megabytes of nothing in some kilobytes.
    archive.write("bomb.txt.gz", support::gzip(&" ".repeat(100 << 20)));
    fs::create_dir(archive.path("empty folder.txt")).unwrap();
    check(&archive, files.len() + 1);
}
