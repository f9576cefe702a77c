//! Archives and crawls: every file in them is read as if it lay in the folder.

mod support;

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use support::{Archive, Random, strings};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/files/formats")
        .join(name)
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(file(name)).unwrap()
}

const TITLES: [&str; 5] = [
    "A well in the wrong street",
    "Bell tower leans less",
    "Bell tower sold",
    "Gulls take over the fish market",
    "The lamp of Saint Orla burns again",
];

fn titles(archive: &Archive, name: &str) -> Vec<String> {
    let mut titles = strings(&archive.run(&["extract", name]).json(), "title");
    titles.sort();
    titles
}

#[test]
fn the_files_of_an_archive_and_of_the_archive_in_it_are_read() {
    for name in ["archive.zip", "archive.tar.gz", "archive.tar.zst"] {
        let archive = Archive::new();
        archive.copy(&file(name), name);
        assert_eq!(titles(&archive, name), TITLES, "{name}");
        let report = archive.index(&[]);
        assert_eq!(report["articles"], 5, "{name}");
        assert_eq!(report["indexed"], 1, "{name}");
        assert_eq!(report["skipped_members"]["binary: a PNG picture"], 1);
        assert_eq!(archive.found("date:2017-03-08"), [name]);
        archive.run(&["index"]).exits(0).says("1 file unchanged");
        archive.run(&["check"]).exits(0);
    }
}

#[test]
fn the_pages_of_a_crawl_are_read_with_their_addresses() {
    let archive = Archive::new();
    archive.copy(&file("crawl.warc.gz"), "crawl.warc.gz");
    let articles = archive.run(&["extract", "crawl.warc.gz"]).json();
    let expected = [
        TITLES[4],
        "Маяк снова горит",
        "Terns take over the fish market",
    ];
    assert_eq!(strings(&articles, "title"), expected);
    assert_eq!(articles[1]["url"], "https://ru.courier.example/mayak");
    assert_eq!(articles[1]["site"], "ru.courier.example");
    // The day of the crawl is no date of publication.
    assert!(articles[1]["published"].is_null());
    let report = archive.index(&[]);
    assert_eq!(report["articles"], 3);
    let skipped = &report["skipped_members"];
    assert_eq!(skipped["an answer of a web server without a page"], 1);
    assert_eq!(archive.found("site:ru.courier.example"), ["crawl.warc.gz"]);
}

#[test]
fn a_file_with_a_password_is_skipped_with_advice() {
    let archive = Archive::new();
    archive.copy(&file("locked.zip"), "locked.zip");
    let report = archive.index(&[]);
    let reason = "locked with a password; unpack it to have it read";
    assert_eq!(report["skipped_members"][reason], 1);
    assert_eq!(report["failed"], 0);
}

#[test]
fn what_stands_before_the_damage_of_an_archive_is_kept() {
    for (name, kept) in [("archive.tar.gz", 1), ("crawl.warc.gz", 1)] {
        let archive = Archive::new();
        let whole = bytes(name);
        archive.write(name, &whole[..whole.len() * 3 / 4]);
        archive.run(&["index"]).exits(3).says("1 record failed");
        let found = archive
            .hits("NOT nothing OR saint OR bell OR gulls OR well")
            .len();
        assert!(found >= kept, "{name}: {found}");
        archive.run(&["index"]).exits(3).says("1 file unchanged");
        archive.write(name, &whole);
        archive.run(&["index"]).exits(0);
    }
}

#[test]
fn archives_within_archives_end_somewhere() {
    let archive = Archive::new();
    let mut inner = bytes("archive.tar.gz");
    for _ in 0..10 {
        let mut builder = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_gnu();
        header.set_size(inner.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        builder
            .append_data(&mut header, "inner.tar", inner.as_slice())
            .unwrap();
        inner = builder.into_inner().unwrap();
    }
    archive.write("deep.tar", &inner);
    let answer = archive.run(&["extract", "deep.tar"]);
    assert!(answer.json().is_empty());
    answer.warns("archives within archives");
}

/// The beginning of a record that goes on for 300 MiB.
fn endless() -> impl Read {
    std::io::Cursor::new("{\"title\": \"One\"}\n{\"text\": \"")
        .chain(std::io::repeat(b'a').take(300 << 20))
}

#[test]
fn a_bomb_is_given_up() {
    let archive = Archive::new();
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("pages.jsonl", options).unwrap();
    std::io::copy(&mut endless(), &mut zip).unwrap();
    archive.write("bomb.zip", zip.finish().unwrap().into_inner());
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::copy(&mut endless(), &mut gzip).unwrap();
    archive.write("bomb.jsonl.gz", gzip.finish().unwrap());
    archive.run(&["index"]).exits(3).says("2 articles read");
    let failures = archive.run(&["status", "--failed"]);
    let reason = "it unpacks to far more than any text does";
    assert_eq!(failures.out.matches(reason).count(), 2, "{failures}");
    archive.run(&["index"]).exits(3).says("2 files unchanged");
}

#[test]
fn damaged_archives_end_with_an_outcome() {
    let mut random = Random::new();
    let archive = Archive::new();
    for name in [
        "archive.zip",
        "archive.tar.gz",
        "archive.tar.zst",
        "crawl.warc.gz",
    ] {
        let whole = bytes(name);
        for number in 0..40 {
            let mut bytes = whole.clone();
            for _ in 0..=random.below(5) {
                let at = random.below(bytes.len());
                bytes[at] = random.below(256) as u8;
            }
            if random.below(3) == 0 {
                bytes.truncate(random.below(bytes.len()));
            }
            archive.write(&format!("{number}-{name}"), &bytes);
        }
    }
    let report = archive.index(&[]);
    let count = |field: &str| report[field].as_u64().unwrap_or_default();
    let skipped: u64 = report["skipped"]
        .as_object()
        .unwrap()
        .values()
        .filter_map(serde_json::Value::as_u64)
        .sum();
    assert_eq!(count("indexed") + count("failed") + skipped, 160);
    archive.run(&["check"]).exits(0);
}

/// A record of a crawl: the answer of a web server, with these fields and this body.
fn response(name: &str, fields: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\n{fields}\r\n");
    let length = head.len() + body.len();
    let record = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://courier.example/{name}\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {length}\r\n\r\n{head}"
    );
    [record.as_bytes(), body, b"\r\n\r\n"].concat()
}

#[test]
fn answers_are_read_however_they_are_packed_for_the_way() {
    let page = |name: &str| {
        let story = "The harbour master closed the bow door before dawn, and said so. ".repeat(20);
        format!("<!DOCTYPE html><html><title>{name}</title><body><p>{story}</p></body></html>")
    };
    let brotli = |bytes: &[u8]| {
        let mut packed = Vec::new();
        let mut encoder = brotli::CompressorWriter::new(&mut packed, 4096, 5, 20);
        encoder.write_all(bytes).unwrap();
        drop(encoder);
        packed
    };
    let zlib = |bytes: &[u8]| {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), Default::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let deflate = |bytes: &[u8]| {
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), Default::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let zstd = |bytes: &[u8]| {
        let level = ruzstd::encoding::CompressionLevel::Fastest;
        ruzstd::encoding::compress_to_vec(bytes, level)
    };
    let chunked = |bytes: &[u8]| {
        let chunks = bytes.chunks(100);
        let chunks = chunks.map(|chunk| {
            let size = format!("{:x};name=value\r\n", chunk.len());
            [size.as_bytes(), chunk, b"\r\n"].concat()
        });
        let mut body = chunks.collect::<Vec<_>>().concat();
        body.extend(b"0\r\n\r\n");
        body
    };
    let html = "Content-Type: text/html\r\n";
    let coded = |coding: &str| format!("{html}Content-Encoding: {coding}\r\n");
    let mut crawl = Vec::new();
    let mut add = |name: &str, fields: &str, pack: &dyn Fn(&[u8]) -> Vec<u8>| {
        crawl.extend(response(name, fields, &pack(page(name).as_bytes())));
    };
    add("plain", html, &|bytes| bytes.to_vec());
    add("gzip", &coded("gzip"), &|bytes| {
        support::gzip(std::str::from_utf8(bytes).unwrap())
    });
    add("brotli", &coded("br"), &brotli);
    add("zlib", &coded("deflate"), &zlib);
    add("deflate", &coded("deflate"), &deflate);
    add("zstd", &coded("zstd"), &zstd);
    add("twice", &coded("br, gzip"), &|bytes| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), Default::default());
        encoder.write_all(&brotli(bytes)).unwrap();
        encoder.finish().unwrap()
    });
    let both = format!("{}Transfer-Encoding: chunked\r\n", coded("br"));
    add("chunked", &both, &|bytes| chunked(&brotli(bytes)));
    // The crawler has unpacked it and left the field.
    add("unpacked", &coded("br"), &|bytes| bytes.to_vec());
    crawl.extend(response("broken", &coded("br"), &[0xff; 300]));
    let picture = b"\x89PNG\r\n\x1a\nnothing";
    crawl.extend(response("lamp.png", "Content-Type: image/png\r\n", picture));
    let vector = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><text>Lamp</text></svg>";
    crawl.extend(response(
        "lamp.svg",
        "Content-Type: image/svg+xml\r\n",
        vector,
    ));
    let archive = Archive::new();
    archive.write("crawl.warc", crawl);
    let mut titles = titles(&archive, "crawl.warc");
    titles.retain(|title| !title.is_empty());
    let mut expected = [
        "plain", "gzip", "brotli", "zlib", "deflate", "zstd", "twice", "chunked", "unpacked",
    ];
    expected.sort();
    assert_eq!(titles, expected);
    let report = archive.index(&[]);
    let skipped = &report["skipped_members"];
    assert_eq!(skipped["a picture of a page"], 2, "{report:#}");
    let failed = archive.run(&["status", "--failed"]);
    failed.says("crawl.warc, record 10: damaged archive");
}
