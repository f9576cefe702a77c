//! Tables of sentences and what is found in them: its normal forms, with ` | ` between.

use super::*;
use crate::article::{Origin, Precision};

/// A Wednesday.
pub fn published() -> Published {
    Published {
        at: jiff::civil::date(2017, 3, 8).at(6, 12, 0, 0),
        precision: Precision::Second,
        origin: Origin::Header,
    }
}

fn mentions(language: &str, published: Option<Published>, text: &str) -> Vec<Mention> {
    let mut found = Vec::new();
    let language = language.parse().unwrap_or_default();
    detect(text, 0..text.len(), language, published, &mut found);
    found
}

pub fn check_in(language: &str, published: Option<Published>, table: &[(&str, &str)]) {
    let mut wrong = String::new();
    for (text, expected) in table {
        let found = mentions(language, published, text);
        let names: Vec<_> = found.iter().map(|mention| mention.name.as_str()).collect();
        let names = names.join(" | ");
        if names != *expected {
            wrong += &format!("\n{text}\n  expected {expected}\n  found    {names}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

pub fn check(table: &[(&str, &str)]) {
    check_in("en", Some(published()), table);
}

/// As [`check`], for where the patterns stand.
pub fn check_surfaces(table: &[(&str, &str)]) {
    for (text, expected) in table {
        let found = mentions("en", Some(published()), text);
        let surfaces: Vec<_> = found
            .iter()
            .map(|mention| &text[mention.span.clone()])
            .collect();
        assert_eq!(surfaces.join(" | "), *expected, "{text}");
    }
}

#[test]
fn addresses_end_where_the_sentence_goes_on() {
    check(&[
        (
            "Write to News.Desk@Courier.example.",
            "news.desk@courier.example",
        ),
        (
            "Mail (clerk+dam@orrin-hydro.example)!",
            "clerk+dam@orrin-hydro.example",
        ),
        (
            "(see https://tidewater.example/a_(b), p. 3)",
            "https://tidewater.example/a_(b)",
        ),
        (
            "“https://tidewater.example/pier?x=1&y=2”",
            "https://tidewater.example/pier?x=1&y=2",
        ),
        ("at www.tidewater.example, or a@b", "www.tidewater.example"),
        (
            "FTP://files.example/a.zip; then",
            "FTP://files.example/a.zip",
        ),
        ("://x and http:// and www. and http://-", ""),
    ]);
}

#[test]
fn accounts_are_names_after_an_at_sign() {
    check(&[
        ("Haas (@MirelaHaas) wrote", "@mirelahaas"),
        ("Follow @the_lanterns.", "@the_lanterns"),
        ("@anselmcourier: the pier is open", "@anselmcourier"),
        (
            "on @courier@press.example today's",
            "@courier@press.example | 2017-03-08",
        ),
        (
            "thanks to @pant_9, @bo.castellan",
            "@pant_9 | @bo.castellan",
        ),
        ("clerk@hall", ""),
        ("sold 300 @ 20 each, @3, @a, @_", ""),
        (
            "@Override public void run, @media (min-width: 20px), @import \"a\"",
            "",
        ),
        ("@param x the number, @app.route('/')", ""),
        ("x@@y @@ @-a path/@scope/name", ""),
    ]);
}

#[test]
fn amounts_are_written_out_with_their_currency() {
    check(&[
        ("$3.4 million and US$20", "3400000 dollar | 20 dollar"),
        (
            "$3.4m, £20bn, $5k and €1.2 trillion",
            "3400000 dollar | 20000000000 pound | 5000 dollar | 1200000000000 euro",
        ),
        (
            "A$300, NZ$4.50, HK$1,000 and R$90",
            "300 dollar | 4.5 dollar | 1000 dollar | 90 real",
        ),
        ("214 million Danish crowns", "214000000 crown"),
        ("missing 214 million crowns", "214000000 crown"),
        (
            "€20bn, 3,345 dlrs, 20 mln dlrs",
            "20000000000 euro | 3345 dollar | 20000000 dollar",
        ),
        (
            "17.18 billion N.Z. Dlrs for 0.50 dollars",
            "17180000000 dollar | 0.5 dollar",
        ),
        (
            "Rs 5,000 crore and Rs 20 lakh",
            "50000000000 rupee | 2000000 rupee",
        ),
        ("a ticket of 50 cents", "50 cent"),
        (
            "USD 5 million, EUR 30, CHF 12.50",
            "5000000 dollar | 30 euro | 12.5 franc",
        ),
        ("$5 to $7 million", "5000000 dollar | 7000000 dollar"),
        ("$5-7 million", "5000000 dollar | 7000000 dollar"),
        (
            "between 5 and 7 million dollars",
            "5000000 dollar | 7000000 dollar",
        ),
        ("$500 to $1 million", "500 dollar | 1000000 dollar"),
        ("a 20-million-dollar loan", "20000000 dollar"),
        (
            "five million dollars and a billion euros",
            "5000000 dollar | 1000000000 euro",
        ),
        ("ten euros for a bowl", "10 euro"),
        ("20 million pounds sterling", "20000000 pound"),
        (
            "¥900 or 900 yen; ₹40; 40₽",
            "900 yen | 900 yen | 40 rupee | 40 ruble",
        ),
        ("3,000 South crowns", "3000 crown"),
    ]);
    check_in(
        "de",
        None,
        &[
            (
                "3,4 Millionen Euro oder 1.234 Euro",
                "3400000 euro | 1234 euro",
            ),
            ("20 Mrd. Euro kosten", "20000000000 euro"),
            ("für 12,50 €", "12.5 euro"),
        ],
    );
    check_in(
        "fr",
        None,
        &[("20 milliards d’euros, 12,50 €", "12.5 euro")],
    );
}

#[test]
fn numbers_of_other_things_are_no_money() {
    check(&[
        (
            "5 million people, 78 thousand square kilometers, 10-12 seats",
            "",
        ),
        ("a man of 200 pounds carried 40 pounds of salt", ""),
        ("2 million pounds of herring", ""),
        ("5 m deep, in 3 B flats, 20mm", ""),
        ("they won 3 games, 2 won", ""),
        ("echo a$1 b$2 x$3", ""),
        ("$1,2,3 and $1.23,456", ""),
        ("5 Lanterns crowns", "5 crown"),
    ]);
}

#[test]
fn percentages_are_numbers_with_a_sign() {
    check(&[
        ("up 5.2 percent, or 5.2%", "5.2% | 5.2%"),
        ("9 % of the vote, 38 per cent of seats", "9% | 38%"),
        (
            "three percentage points, 1.5 percentage points",
            "3% | 1.5%",
        ),
        ("a 20-percent cut", "20%"),
        ("fell -3.1% and 0.50 pct", "-3.1% | 0.5%"),
        (
            "between 5 and 7 percent; 10-12 percent",
            "5% | 7% | 10% | 12%",
        ),
        ("twenty-five percent", "25%"),
        ("one hundred percent", ""),
        ("1,200 percent", "1200%"),
        ("printf(\"%d %s\", 5%%), a%20b, 100%d", ""),
    ]);
    check_in(
        "de",
        None,
        &[("um 3,5 Prozent", "3.5%"), ("3,5 % mehr", "3.5%")],
    );
    check_in("fr", None, &[("de 3,5 pour cent", "3.5%")]);
    check_in("es", None, &[("el 12 por ciento", "12%")]);
}

#[test]
fn telephones_have_plausible_numbers() {
    check(&[
        ("Call +44 20 7946 0123 now", "+442079460123"),
        ("+44 (0)20 7946 0123", "+442079460123"),
        ("(+1-212-555-0134)", "+12125550134"),
        ("+49 30/1234567", "+49301234567"),
        (
            "phone 212-555-0134 or (212) 555-0135",
            "2125550134 | 2125550135",
        ),
        ("Hotline: 1-800-555-0199.", "18005550199"),
        ("Tel.: 030 901820", "030901820"),
        ("call us on 01632 960983", "01632960983"),
        ("the clerk at (020) 7946 0123", "02079460123"),
        ("the phone number is 555 0123", "5550123"),
    ]);
}

#[test]
fn numbers_of_other_things_are_no_telephones() {
    check(&[
        ("call 2017 people, call 911", ""),
        ("ISBN 978-3-16-148410-0 and 0-306-40615-2", ""),
        ("won 2-1, 6-4 6-3 7-6, 112-98", ""),
        ("+5 points, +1 +1 +1, +3.5, 2+20000000", ""),
        ("123 456 7890 112 983 1122", ""),
        ("0123 4567 8901 0123 4567", ""),
        ("file 123-45-6789 and 20170308", ""),
        ("+1 2 3 4 5 6 7 8 9", ""),
        ("112-555-0134, 212-155-0134", ""),
        ("version 10.200.300.4000", ""),
        ("+12345678901234567890", ""),
    ]);
}

#[test]
fn coordinates_are_pairs_in_range() {
    check(&[
        ("at 54.31274, 18.64705 in the Sound", "54.31274,18.64705"),
        ("at -54.31274,-18.64705", "-54.31274,-18.64705"),
        ("coordinates 54.31, -18.64", "54.31000,-18.64000"),
        ("54.3127° N, 18.6470° W", "54.31270,-18.64700"),
        ("54°18′46″N 18°38′49″E", "54.31278,18.64694"),
        ("54° 18' 46\" S, 18° 38' 49\" W", "-54.31278,-18.64694"),
        ("N 54° 18.768' E 18° 38.82'", "54.31280,18.64700"),
        ("18°30′E, 54°30′N", "54.50000,18.50000"),
        (
            "54 degrees 30 minutes N, 18 degrees 15 minutes E",
            "54.50000,18.25000",
        ),
        ("at 95.31274, 18.64705 and 54.31274, 198.64705", ""),
        ("54°78′N 18°10′E", ""),
        ("20°C, 30° in the shade, 5.25, 6.75", ""),
        ("p-values 0.12345, 0.54321", ""),
        ("1.23456, 2.34567, 3.45678, 4.56789", ""),
    ]);
}

#[test]
fn account_numbers_have_a_checksum_and_a_length() {
    check(&[
        ("to DE89 3704 0044 0532 0130 00.", "DE89370400440532013000"),
        ("GB82WEST12345698765432", "GB82WEST12345698765432"),
        ("NO93 8601 1117 947 and more", "NO9386011117947"),
        ("DE88 3704 0044 0532 0130 00", ""),
        ("DE89 3704 0044 0532 0130", ""),
        ("XX89 3704 0044 0532 0130 00", ""),
        ("DE89370400440532013000X", ""),
        ("DE89  3704 0044 0532 0130 00", ""),
    ]);
}

#[test]
fn a_pattern_ends_where_its_words_do() {
    check_surfaces(&[
        ("on Tuesday morning, the pier", "Tuesday morning"),
        (
            "the 1990s and the past three weeks",
            "1990s | past three weeks",
        ),
        (
            "at 2:30 p.m. on March 2, 2017.",
            "2:30 p.m. on March 2, 2017",
        ),
        (
            "on Monday, March 6, 2017, in Tresk",
            "Monday, March 6, 2017",
        ),
        ("from March 3 to 5, 2017", "March 3 to 5, 2017"),
        ("Tuesday’s vote, last week's talks", "Tuesday | last week"),
        (
            "about US$5 million to $7 million",
            "US$5 million | $7 million",
        ),
        ("gained 5 percentage points.", "5 percentage points"),
        ("the day before yesterday", "day before yesterday"),
        (
            "in mid-March and late last year",
            "mid-March | late last year",
        ),
    ]);
}

#[test]
fn no_pattern_reaches_over_a_paragraph() {
    check(&[
        ("in March\n\n2017 and 20 million\n\ncrowns", "2017-03"),
        ("in March\n2017", "2017-03"),
        ("March          3          2017", ""),
        ("last\n\nweek", ""),
    ]);
}

#[test]
fn tables_code_and_noise_have_no_patterns() {
    check(&[
        ("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20", ""),
        ("Lanterns 2 1 0 3 7 | Athletic 1 2 0 3 4", ""),
        ("12.5 13.5 14.5 2016 2017 15.5", ""),
        ("for (i = 0; i < 2017; i++) { a[i] += 3.14; }", ""),
        ("0x2017 #2017 v2017.3.8 r1990s_x", ""),
        ("l4st w33k 0n Tu3sday th3 19th-cent", ""),
        ("Orrin 88-79 (22-18, 20-25, 26-14, 20-22)", ""),
        ("lot 2017-13-08, 12017-03-08, 2017-03-088", ""),
        ("10:20:30:40 fe80::1 192.168.20.17", ""),
        ("-- 1,2,3,4,5,6,7 -- @@@@ +++ :// ://", ""),
    ]);
}

/// What a quadratic scan would take minutes for.
#[test]
fn time_grows_with_the_length_of_the_text_alone() {
    const BYTES: usize = 1 << 16;
    for unit in [
        "7",
        "7,",
        "1 ",
        "12-",
        "@",
        "@a",
        "a.@",
        "+1 ",
        "+1",
        "last ",
        "Tuesday ",
        "in March ",
        "two years ago ",
        "a",
        "(",
        "(1) ",
        "http://-",
        "http://a)",
        "www.",
        ":",
        "$",
        "5 to ",
        "March 3 to ",
        "DE89 ",
        "1.234567, ",
        "54° ",
        "é",
        "\" ",
        " ",
        "early ",
        "first quarter of ",
        "percent ",
        "2016-",
        "\u{a0}1",
    ] {
        let text = unit.repeat(BYTES / unit.len());
        let started = std::time::Instant::now();
        let found = mentions("en", Some(published()), &text);
        assert!(found.len() <= BYTES / 2, "{unit}");
        assert!(started.elapsed().as_secs() < 10, "{unit}");
    }
}
