//! A file of every format, made by the programs that make such files, and what is read of it.

mod support;

use std::path::{Path, PathBuf};

use serde_json::Value;
use support::Archive;

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/files/formats")
        .join(name)
}

/// The articles of a file.
#[track_caller]
fn articles(name: &str) -> Vec<Value> {
    let archive = Archive::new();
    archive.copy(&file(name), name);
    archive.run(&["extract", name]).exits(0).json()
}

/// What an article is called, who wrote it, and when it was published.
fn head(article: &Value) -> [&str; 3] {
    let text = |value: &'static str| article[value].as_str().unwrap_or_default();
    [text("title"), text("byline"), text("published")]
}

/// The blocks of an article that are searched: `paragraph: It shut.`
fn blocks(article: &Value) -> Vec<String> {
    let blocks = article["blocks"].as_array().unwrap();
    let text = |block: &Value| {
        let (role, text) = (block["role"].as_str()?, block["text"].as_str()?);
        (!role.starts_with("removed")).then(|| format!("{role}: {text}"))
    };
    blocks.iter().filter_map(text).collect()
}

const FERRY: [&str; 6] = [
    "caption: The empty notice board at Port Anselm",
    "paragraph: The printed timetable of the Saint Orla ferry fell overboard on Tuesday night, and \
     nobody in Port Anselm knew on Wednesday when the next crossing would leave.",
    "paragraph: “We found the café’s copy,” said the harbour master, Teodor Vranc, “but it was for \
     2009.”",
    "heading: What the company says",
    "paragraph: Tidewater Lines promised a new timetable by Friday. The council of Hallowbridge \
     asked for two copies.",
    "paragraph: The last promise of this kind was made in 2011.",
];

#[test]
fn a_story_written_by_pandoc_is_the_same_in_every_format() {
    for (name, captions) in [
        ("pandoc.docx", 1),
        ("pandoc.odt", 1),
        ("pandoc.epub", 1),
        // It leaves pictures' captions out.
        ("pandoc.rtf", 0),
    ] {
        let articles = articles(name);
        assert_eq!(articles.len(), 1, "{name}");
        assert_eq!(
            head(&articles[0]),
            ["Ferry timetable lost at sea", "Mirela Quist", "2017-03-08"],
            "{name}"
        );
        assert_eq!(blocks(&articles[0]), FERRY[1 - captions..], "{name}");
        assert_eq!(articles[0]["language"], "en", "{name}");
    }
}

#[test]
fn a_story_written_by_libreoffice_is_the_same_in_every_format() {
    for name in [
        "libreoffice.docx",
        "libreoffice.odt",
        "libreoffice.rtf",
        "libreoffice.epub",
    ] {
        let articles = articles(name);
        assert_eq!(articles.len(), 1, "{name}");
        // Its e-books have no date, and its headings are paragraphs there.
        let is_book = name.ends_with("epub");
        let date = if is_book { "" } else { "2017-03-20T09:15:00" };
        let heading = if is_book { "paragraph" } else { "heading" };
        assert_eq!(
            head(&articles[0]),
            ["Nebel über Halbrück", "Jost Wiedenau", date],
            "{name}"
        );
        assert_eq!(
            blocks(&articles[0]),
            [
                "paragraph: Die Fähre nach Port Anselm blieb am Montag im Hafen, weil der Lotse \
                 seine Brille im Nebel verloren hatte und niemand sie fand.",
                &format!("{heading}: Was der Lotse sagt"),
                "paragraph: „Ohne Brille fahre ich nicht“, sagte Teodor Vranc. Das Rathaus stellte \
                 ihm eine neue in Aussicht.",
                "paragraph: Fähre",
                "paragraph: Abfahrt",
            ],
            "{name}"
        );
        assert_eq!(articles[0]["language"], "de", "{name}");
    }
}

#[test]
fn rtf_is_read_in_any_script() {
    let articles = articles("libreoffice-russian.rtf");
    assert_eq!(
        head(&articles[0]),
        [
            "Фонарь на причале семь снова горит",
            "Вера Залесская",
            "2017-06-12"
        ]
    );
    assert_eq!(
        blocks(&articles[0])[1],
        "paragraph: «Я его не чинил», — сказал смотритель Теодор Вранц."
    );
}

#[test]
fn each_story_of_a_magazine_is_an_article() {
    let articles = articles("magazine.epub");
    let titles: Vec<&str> = articles.iter().map(|article| head(article)[0]).collect();
    assert_eq!(
        titles,
        [
            "The lighthouse that moved",
            "A dam for the price of a bridge"
        ]
    );
    assert_eq!(
        head(&articles[0])[1..],
        ["Mirela Quist, Bo Tamsin", "2017-04"]
    );
    assert_eq!(articles[0]["site"], "The Tidewater Review, No. 3");
    assert_eq!(
        blocks(&articles[1]),
        [
            "paragraph: The Hallowbridge council paid for a bridge and got a dam. Nobody had read the \
          second page."
        ]
    );
}

#[test]
fn each_row_of_a_table_is_an_article() {
    for name in [
        "table.csv",
        "table.tsv",
        "table-semicolons.csv",
        "table-utf16.tsv",
    ] {
        let articles = articles(name);
        assert_eq!(articles.len(), 2, "{name}");
        assert_eq!(
            head(&articles[0]),
            [
                "Gulls take over ticket office",
                "Mirela Quist",
                "2017-03-07"
            ],
            "{name}"
        );
        assert_eq!(
            blocks(&articles[0]),
            [
                "paragraph: Some forty gulls occupied the ticket office, the port said.",
                "paragraph: \"They were orderly,\" said Teodor Vranc; nobody was hurt."
            ],
            "{name}"
        );
        assert_eq!(articles[1]["own_id"], "c-2");
        assert_eq!(articles[1]["url"], "https://courier.example/2");
    }
}

#[test]
fn each_item_of_a_feed_is_an_article() {
    for (name, id) in [
        ("feed.rss", "courier-2"),
        ("feed.atom", "https://courier.example/2"),
    ] {
        let articles = articles(name);
        assert_eq!(articles.len(), 2, "{name}");
        assert_eq!(
            head(&articles[0]),
            [
                "Gulls take over ticket office",
                "Mirela Quist",
                "2017-03-07T06:12:00"
            ],
            "{name}"
        );
        assert_eq!(
            blocks(&articles[0]),
            [
                "paragraph: Some forty gulls occupied the ticket office of Port Anselm on Tuesday & \
                 refused to leave.",
                "caption: Gulls at counter three",
                "paragraph: “They were orderly,” said Teodor Vranc."
            ],
            "{name}"
        );
        assert_eq!(articles[1]["own_id"], id);
        assert_eq!(articles[1]["site"], "Anselm Courier");
        assert_eq!(articles[1]["url"], "https://courier.example/2");
    }
}

#[test]
fn what_a_wordpress_site_published_is_read_from_its_export() {
    let articles = articles("wordpress.xml");
    assert_eq!(articles.len(), 2);
    assert_eq!(
        head(&articles[0]),
        [
            "The clock that ran backwards",
            "Mirela Quist",
            "2017-03-08T06:12:00"
        ]
    );
    assert_eq!(
        blocks(&articles[0]),
        [
            "paragraph: The town clock of Hallowbridge ran backwards for eleven days before anybody \
             said so.",
            "caption: The clock at noon, or midnight",
            "paragraph: Teodor Vranc noticed it & told the mayor."
        ]
    );
    assert_eq!(
        blocks(&articles[1]),
        [
            "paragraph: The first paragraph has no marks.",
            "paragraph: Nor has the second.",
            "caption: The pier in May"
        ]
    );
}

#[test]
fn news_agencies_xml_is_read_with_its_fields() {
    let nitf = articles("nitf.xml");
    assert_eq!(nitf.len(), 1);
    assert_eq!(
        head(&nitf[0]),
        [
            "Dam keeper finds a second dam",
            "Mirela Quist",
            "2017-03-08T06:12:00"
        ]
    );
    assert_eq!(nitf[0]["site"], "Meridian Wire");
    assert_eq!(nitf[0]["own_id"], "MP170308-0042");
    assert_eq!(
        blocks(&nitf[0]),
        [
            "heading: District had paid for one",
            "paragraph: UPPER ORRIN, March 8",
            "paragraph: The keeper of the Orrin dam has found another one behind it, the district \
             said.",
            "paragraph: “I took it for a wall,” said Teodor Vranc, who has held the post since 1999.",
            "caption: The second dam, seen from the first",
            "heading: A bill from 1961",
            "paragraph: Papers show that Tidewater Works charged twice.",
            "paragraph: Editing by Bo Tamsin",
        ]
    );
    let message = articles("newsml-g2.xml");
    assert_eq!(message.len(), 2);
    assert_eq!(
        head(&message[0]),
        [
            "Bridge opens on one side",
            "Mirela Quist",
            "2017-03-08T06:12:00"
        ]
    );
    assert_eq!(
        blocks(&message[0])[..2],
        [
            "paragraph: HALLOWBRIDGE, March 8",
            "paragraph: The northern half of the Hallowbridge was opened on Wednesday; the southern \
             half is to be built & paid for later."
        ]
    );
    assert_eq!(
        blocks(&message[1]),
        ["caption: The northern half of the Hallowbridge on Wednesday."]
    );
}

/// The one article of a file.
#[track_caller]
fn article(name: &str) -> Value {
    let mut articles = articles(name);
    assert_eq!(articles.len(), 1, "{name}");
    articles.remove(0)
}

#[test]
fn a_message_is_an_article_without_what_it_quotes() {
    let mail = article("quoted-printable.eml");
    assert_eq!(
        head(&mail),
        [
            "Fähre „Saint Orla“ läuft wieder aus, sagt der Lotse von Halbrück",
            "Jost Wiedenau",
            "2017-03-08T06:12:00"
        ]
    );
    assert_eq!(mail["own_id"], "170308.0612@halbrueck.example");
    assert_eq!(mail["site"], "Harbour News");
    assert_eq!(mail["published_origin"], "header");
    assert_eq!(mail["language"], "de");
    assert_eq!(
        blocks(&mail),
        [
            "paragraph: Die Fähre nach Port Anselm läuft seit Mittwoch wieder aus, weil der Lotse \
             seine Brille gefunden hat. Sie lag, wie er sagt, die ganze Zeit im Kühlschrank der \
             Hafenmeisterei.",
            "paragraph: „Ich fahre nur mit Brille“, sagte er dem Rathaus am Abend noch einmal.",
        ]
    );
    let removed = mail["blocks"].as_array().unwrap().iter();
    let removed = removed.filter(|block| block["role"] == "removed: repeated");
    let removed: Vec<&str> = removed.filter_map(|block| block["text"].as_str()).collect();
    assert_eq!(
        removed[1..],
        ["Hat jemand die Brille gesehen?", "Ohne sie fährt er nicht."]
    );
}

#[test]
fn mail_is_read_in_any_script() {
    let russian = article("windows-1251.eml");
    assert_eq!(
        head(&russian),
        [
            "Фонарь на причале семь снова горит",
            "Вера Залесская",
            "2017-03-12T09:30:00"
        ]
    );
    assert_eq!(
        blocks(&russian)[1],
        "paragraph: «Я его не чинил», — сказал смотритель Теодор Вранц. Комиссия приедет в среду."
    );
    let chinese = article("gb2312.eml");
    assert_eq!(head(&chinese)[..2], ["七号码头的灯又亮了", "林安"]);
    assert_eq!(
        blocks(&chinese),
        [
            "paragraph: 七号码头的灯星期二晚上又亮了，港口的人说没有人修过它。",
            "paragraph: “我没有修过，”看守人说。委员会星期三来。"
        ]
    );
    assert_eq!(chinese["language"], "zh");
}

#[test]
fn a_newsletter_is_read_as_a_page_and_loses_its_menu_and_footer() {
    let letter = article("newsletter.eml");
    assert_eq!(
        head(&letter),
        [
            "Anselm Courier: Gulls take over ticket office",
            "Mirela Quist",
            "2017-03-07T06:00:00"
        ]
    );
    assert_eq!(letter["site"], "courier.example");
    assert_eq!(
        blocks(&letter),
        [
            "heading: Gulls take over ticket office",
            "paragraph: Some forty gulls occupied the ticket office of Port Anselm on Tuesday and \
             refused to leave before they were fed, the harbour master said.",
            "paragraph: “They were orderly,” said Teodor Vranc, who has run the port since 2009. \
             “They formed a queue, which is more than I can say of the passengers on a Friday.”",
            "paragraph: Tidewater Lines sold tickets from a window of the café until the evening, \
             when the gulls went home with the last of the herring."
        ]
    );
}

#[test]
fn flowed_lines_are_joined() {
    let mail = article("flowed.eml");
    // Who has no name has an address.
    assert_eq!(
        head(&mail)[..2],
        ["The second dam", "mirela@courier.example"]
    );
    assert_eq!(
        blocks(&mail),
        [
            "paragraph: The keeper of the Orrin dam has found another one behind it, the district \
             said.",
            "paragraph: He took it for a wall.",
            "paragraph: Bo asked:",
            "paragraph: Papers show that Tidewater Works charged twice."
        ]
    );
}

#[test]
fn stories_that_were_passed_on_are_articles_of_their_own() {
    let archive = Archive::new();
    archive.copy(&file("forwarded.eml"), "forwarded.eml");
    // The document that comes with them is none.
    let answer = archive.run(&["extract", "forwarded.eml"]).exits(3);
    let articles = answer.json();
    answer.warns("record 4: a damaged document");
    let heads: Vec<_> = articles.iter().map(head).collect();
    assert_eq!(
        heads,
        [
            ["two stories", "Bo Tamsin", "2017-03-09T08:00:00"],
            [
                "Bridge opens on one side",
                "Mirela Quist",
                "2017-03-05T08:00:00"
            ],
            ["Clock ran backwards", "Mirela Quist", "2017-03-06T08:00:00"],
        ]
    );
    assert_eq!(articles[2]["own_id"], "story-1@courier.example");
}

#[test]
fn each_message_of_a_mailbox_is_an_article_and_one_without_text_an_error() {
    let archive = Archive::new();
    archive.copy(&file("archive.mbox"), "archive.mbox");
    let answer = archive.run(&["extract", "archive.mbox"]).exits(3);
    let articles = answer.warns("record 3: no text in it").json();
    let titles: Vec<&str> = articles.iter().map(|article| head(article)[0]).collect();
    assert_eq!(
        titles,
        ["Lamp seven", "From the pier", "Herring", "The last word"]
    );
    assert_eq!(
        blocks(&articles[1])[1..],
        [
            "paragraph: From the pier one sees the whole of Port Anselm.",
            "paragraph: From the lamp one sees nothing."
        ]
    );
}

#[test]
fn a_page_saved_in_one_file_is_read_as_a_page() {
    let address = "https://courier.example/2017/03/08/ferry-timetable";
    for (name, url) in [
        ("page.mhtml", address.to_owned()),
        ("singlefile.html", format!("{address}?from=front")),
    ] {
        let page = article(name);
        // The day of saving, the 20th, is none of publication.
        assert_eq!(
            head(&page),
            ["Ferry timetable lost at sea", "Mirela Quist", "2017-03-08"],
            "{name}"
        );
        assert_eq!(page["url"], url.as_str());
        assert_eq!(page["site"], "courier.example", "{name}");
        assert_eq!(
            blocks(&page),
            [&FERRY[..3], &FERRY[4..5]].concat(),
            "{name}"
        );
    }
}

#[test]
fn pictures_within_a_page_cost_no_time_and_no_text() {
    let page = std::fs::read_to_string(file("singlefile.html")).unwrap();
    let (before, after) = page.split_once(";base64,").unwrap();
    let archive = Archive::new();
    // Pages larger than eight mebibytes are not taken apart otherwise.
    let huge = [before, ";base64,", &"QUJD".repeat(5 << 20), after].concat();
    archive.write("huge.html", &huge);
    let articles = archive.run(&["extract", "huge.html"]).exits(0).json();
    assert_eq!(blocks(&articles[0]), [&FERRY[..3], &FERRY[4..5]].concat());
}

#[test]
fn mail_and_saved_pages_are_indexed_with_everything_else() {
    let archive = Archive::new();
    let names = [
        "archive.mbox",
        "flowed.eml",
        "forwarded.eml",
        "newsletter.eml",
        "page.mhtml",
        "singlefile.html",
    ];
    for name in names {
        archive.copy(&file(name), name);
    }
    archive.write("singlefile_files/frame.html", "<p>Vranc in a frame</p>");
    let report = archive.index(&["--failed"]);
    assert_eq!(report["indexed"], 6, "{report:#}");
    assert_eq!(report["articles"], 11, "{report:#}");
    let reason = "the pictures and scripts of a saved page beside it";
    assert_eq!(report["passed_over"][reason], 1, "{report:#}");
    assert_eq!(
        archive.found("Vranc"),
        [
            "archive.mbox",
            "newsletter.eml",
            "page.mhtml",
            "singlefile.html"
        ]
    );
    archive.run(&["check"]).exits(0);
}

#[test]
fn a_pdf_is_read_in_paragraphs() {
    // With a key that everybody has, it is the same.
    for name in ["libreoffice.pdf", "qpdf-encrypted.pdf"] {
        let articles = articles(name);
        assert_eq!(articles.len(), 1, "{name}");
        assert_eq!(
            head(&articles[0]),
            ["Ferry timetable lost at sea", "Mirela Quist", "2017-03-08"],
            "{name}"
        );
        assert_eq!(
            blocks(&articles[0]),
            [
                "paragraph: The printed timetable of the Saint Orla ferry fell overboard on Tuesday \
                 night, and nobody in Port Anselm knew on Wednesday when the next crossing would \
                 leave. The harbour office, which keeps the only other copy, had lent it to a café.",
                "paragraph: “We found the café’s copy,” said the harbour master, Teodor Vranc, “but \
                 it was for 2009.” He has asked the passengers to stay calm, to bring something to \
                 read, and to sit where they can see the water.",
                "heading: What the company says",
                "paragraph: Tidewater Lines promised a new timetable by Friday. The council of \
                 Hallowbridge asked for two copies, one of them to be kept on land.",
                "paragraph: The last promise of this kind was made in 2011.",
            ],
            "{name}"
        );
        assert_eq!(articles[0]["language"], "en", "{name}");
    }
}

#[test]
fn columns_of_a_pdf_are_read_one_after_the_other() {
    let first = "paragraph: The lighthouse of Grey Hook has moved by four metres since the spring, \
                 and nobody admits to having pushed it. Surveyors of the Sound Ferry Authority \
                 measured it three times last week, each time with another instrument, and each \
                 time it stood a little nearer to the water.";
    // Divided words are whole again, and the paragraph goes on over the end of a column.
    let third = "paragraph: The lighthouse was built in 1871 on what was then believed to be \
                 granite. A geological investigation, undertaken only after the first complaints, \
                 found a comparatively thick layer of fishing nets, tarpaulins and breakfast \
                 crockery under the foundations, and under that a second lighthouse.";
    let fourth = "paragraph: Who built the second lighthouse is not known. The municipal archives \
                  mention a considerable expenditure on lamp oil in the years before 1871, and an \
                  unsuccessful application for a replacement building. The application was \
                  returned because the signature was illegible.";
    for (name, title, authors, date, paragraphs) in [
        (
            "weasyprint-two-columns.pdf",
            "The lighthouse that moved",
            "Ann Marsh and Bo Tamsin",
            "2017-06-12",
            9,
        ),
        (
            "weasyprint-three-columns.pdf",
            "Three measurements and a locked door",
            "Ann Marsh",
            "2017-06-13",
            8,
        ),
    ] {
        let articles = articles(name);
        assert_eq!(head(&articles[0]), [title, authors, date], "{name}");
        let blocks = blocks(&articles[0]);
        assert_eq!(blocks[0], first, "{name}");
        assert_eq!(blocks[2..4], [third, fourth], "{name}");
        assert_eq!(blocks.len(), paragraphs, "{name}: {blocks:#?}");
    }
    let two = &articles("weasyprint-two-columns.pdf")[0];
    assert_eq!(blocks(two)[4], "heading: Another lighthouse");
    // What is printed at the edges of every page is kept apart, once.
    let removed = two["blocks"].as_array().unwrap().iter();
    let removed: Vec<&str> = removed
        .filter(|block| block["role"] == "removed: outside story")
        .filter_map(|block| block["text"].as_str())
        .collect();
    assert_eq!(removed, ["The Tidewater Review No. 3", "Page 1"]);
}

#[test]
fn a_pdf_is_read_in_any_script() {
    let articles = articles("weasyprint-russian.pdf");
    assert_eq!(
        head(&articles[0]),
        [
            "Фонарь на причале семь снова горит",
            "Вера Залесская",
            "2017-06-12"
        ]
    );
    assert_eq!(
        blocks(&articles[0])[1],
        "paragraph: «Я его не чинил», — сказал смотритель Теодор Вранц. По его словам, последний \
         раз он поднимался на столб в две тысячи девятом году, и тогда это закончилось благополучно."
    );
    assert_eq!(articles[0]["language"], "ru");
}

#[test]
fn a_pdf_that_gives_no_text_says_what_to_do() {
    let archive = Archive::new();
    for name in [
        "libreoffice.pdf",
        "qpdf-password.pdf",
        "reportlab-scanned.pdf",
    ] {
        archive.copy(&file(name), name);
    }
    let bytes = std::fs::read(file("weasyprint-two-columns.pdf")).unwrap();
    archive.write("cut-off.pdf", &bytes[..bytes.len() / 3]);
    archive.write(
        "other-lines-first.pdf",
        [b"Received\r\n", &bytes[..]].concat(),
    );
    archive.write(
        "about.txt",
        "The format\n\nA file begins with %PDF-1.7 and ends.",
    );
    let report = archive.index(&["--failed"]);
    assert_eq!(report["indexed"], 3, "{report:#}");
    assert_eq!(report["failed"], 1, "{report:#}");
    for reason in [
        "a document with a password; save it without one to have it read",
        "no text layer; run OCR (for instance ocrmypdf) first",
    ] {
        assert_eq!(report["skipped"][reason], 1, "{report:#}");
    }
    assert_eq!(archive.found("crossing"), ["libreoffice.pdf"]);
    assert_eq!(archive.found("investigation"), ["other-lines-first.pdf"]);
    archive.run(&["check"]).exits(0);
}

#[test]
fn the_name_of_a_file_does_not_matter() {
    for name in [
        "pandoc.docx",
        "pandoc.odt",
        "pandoc.rtf",
        "magazine.epub",
        "table.csv",
        "feed.atom",
        "nitf.xml",
        "newsletter.eml",
        "page.mhtml",
        "libreoffice.pdf",
    ] {
        let archive = Archive::new();
        archive.copy(&file(name), name);
        archive.copy(&file(name), "unnamed");
        let named = archive.run(&["extract", name]).exits(0).out;
        let unnamed = archive.run(&["extract", "unnamed"]).exits(0).out;
        assert_eq!(
            unnamed.replace("\"unnamed\"", &format!("\"{name}\"")),
            named
        );
    }
}

#[test]
fn documents_are_indexed_with_everything_else() {
    let archive = Archive::new();
    let names = [
        "pandoc.docx",
        "libreoffice.odt",
        "libreoffice-russian.rtf",
        "magazine.epub",
        "table.csv",
        "feed.rss",
        "newsml-g2.xml",
        "libreoffice.doc",
    ];
    for name in names {
        archive.copy(&file(name), name);
    }
    archive.copy(&file("pandoc.odt"), "damaged.odt");
    let bytes = std::fs::read(file("pandoc.odt")).unwrap();
    archive.write("damaged.odt", &bytes[..bytes.len() / 2]);
    let report = archive.index(&["--failed"]);
    assert_eq!(report["indexed"], 7, "{report:#}");
    assert_eq!(report["failed"], 1, "{report:#}");
    let reason = "binary: an old Word document; save it as .docx, .odt or .rtf to have it read";
    assert_eq!(report["skipped"][reason], 1, "{report:#}");
    assert_eq!(
        archive.found("Vranc"),
        [
            "feed.rss",
            "libreoffice.odt",
            "magazine.epub",
            "newsml-g2.xml",
            "pandoc.docx",
            "table.csv",
        ]
    );
    assert_eq!(archive.found("смотритель"), ["libreoffice-russian.rtf"]);
    // What was skipped is known as well.
    assert_eq!(archive.index(&[])["unchanged"], 8);
    archive.run(&["check"]).exits(0);
}
