//! Amounts of money: `$3.4 million`, `20bn euros`, `Rs 5,000 crore`, `50 cents`.
//!
//! The normal form is the full amount and the singular of its currency, without its country:
//! `3400000 dollar`. A range is two amounts, and the first takes what the second says of both:
//! `$5 to $7 million` are `5000000 dollar` and `7000000 dollar`.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::amount::{amount, cardinal, scale};
use super::reader::Reader;
use super::{Match, range};
use crate::entities::{EntityType, Mention};

/// The amount whose number starts at `at`, `number`. `earlier` is the mention before.
pub fn money(reader: &Reader, number: Range<usize>, earlier: Option<&Mention>) -> Option<Match> {
    // "3D", "20mm"; not "20m" and "3k".
    let word = reader.word(number.end);
    if !word.is_empty()
        && (scale(word).is_none() || reader.is_word(number.end + word.len()))
        && !["p", "c"].contains(&word)
        && currency(word).is_none()
    {
        return None;
    }
    let before = unit_before(reader, number.start);
    if before.is_none()
        && reader.is_closed(number.end)
        && second_of_range(reader, number.start, earlier).is_none()
    {
        return None;
    }
    let (scaled, mut exponent) = scale_after(reader, number.end, before.is_some());
    let (start, unit, end) = match before {
        Some((start, unit)) => {
            let end = match unit_after(reader, scaled, true) {
                // "US$5 million dollars".
                Some((name, end)) if name == unit => end,
                _ => scaled,
            };
            if exponent == 0 {
                exponent = inherited(reader, &number).unwrap_or(0);
            }
            (start, unit, end)
        }
        None => match unit_after(reader, scaled, exponent > 0) {
            Some((unit, end)) => (number.start, unit, end),
            None => {
                let (unit, inherited) = match second_of_range(reader, number.start, earlier) {
                    Some(unit) => (unit, exponent),
                    None => first_of_range(reader, &number, scaled, exponent)?,
                };
                exponent = inherited;
                (number.start, unit, scaled)
            }
        },
    };
    let amount = amount(&reader.text[number], exponent, reader.languages)?;
    Some(matched(start..end, &amount, unit))
}

/// The amount that ends with the currency `word` at `at` and whose number is a word: `five
/// million dollars`.
pub fn money_in_words(reader: &Reader, at: usize, word: &str) -> Option<Match> {
    let unit = currency(word)?;
    let mut before = reader.word_before(at);
    let mut exponent = 0;
    if let Some(power) = scale(&reader.text[before.clone()]).filter(|_| before.len() > 3) {
        exponent = power;
        before = reader.word_before(before.start);
    }
    if exponent == 0 && WEIGHTS.contains(&word) {
        return None;
    }
    let number = match &reader.text[before.clone()] {
        "a" | "one" if exponent > 0 => 1,
        "a" => return None,
        word => cardinal(word).filter(|number| *number > 1)?,
    };
    // The end of a longer number: "twenty-two", "one hundred and five".
    let longer = reader.before(before.start).ends_with('-')
        || number > 1 && matches!(reader.previous(before.start), "and" | "hundred" | "point");
    if longer {
        return None;
    }
    let amount = amount(&number.to_string(), exponent, reader.languages)?;
    Some(matched(before.start..at + word.len(), &amount, unit))
}

fn matched(span: Range<usize>, amount: &str, unit: &str) -> Match {
    let name = format!("{amount} {unit}");
    Match {
        span,
        kind: EntityType::Money,
        name,
    }
}

/// A sign or code before the number, and where it starts.
fn unit_before(reader: &Reader, number: usize) -> Option<(usize, &'static str)> {
    let before = reader.before(number);
    let signed = before.strip_suffix(' ').unwrap_or(before);
    // Most numbers follow a word in small letters.
    let last = signed.as_bytes().last()?;
    if last.is_ascii_lowercase() && !matches!(last, b's' | b'r') {
        return None;
    }
    let is_sign = *last == b'$' || !last.is_ascii();
    if let Some((sign, name)) = (SIGNS.into_iter())
        .filter(|_| is_sign)
        .find(|(sign, _)| signed.ends_with(sign))
    {
        let start = reader.free + signed.len() - sign.len();
        // "5$ 3" and "cost$ 3": the sign belongs to what stands before, or is code.
        let letters = reader.word_ending(start);
        let word = &reader.text[letters.clone()];
        if signed.len() < before.len() && reader.is_digit(start.wrapping_sub(1)) {
            return None;
        }
        let prefixed = name == "dollar"
            && matches!(
                word,
                "US" | "USD"
                    | "A"
                    | "AU"
                    | "AUD"
                    | "C"
                    | "CA"
                    | "CAD"
                    | "NZ"
                    | "HK"
                    | "S"
                    | "NT"
                    | "Z"
                    | "R"
                    | "TT"
                    | "J"
            );
        let glued = before.len() == signed.len();
        let name = if prefixed && word == "R" {
            "real"
        } else {
            name
        };
        return match () {
            () if prefixed => Some((letters.start, name)),
            () if word.is_empty() && (glued || name != "dollar") => Some((start, name)),
            () => None,
        };
    }
    let word = reader.word_before(number);
    let glued = reader.word_ending(number);
    let word = if glued.is_empty() { word } else { glued };
    let text = &reader.text[word.clone()];
    let is_code = text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase());
    if !(is_code || matches!(text, "Rs" | "DM" | "Dlr")) || !reader.starts_word(word.start) {
        return None;
    }
    Some((word.start, currency(text)?))
}

/// The end of a `million` after the number, and its power of ten.
fn scale_after(reader: &Reader, at: usize, has_unit: bool) -> (usize, u32) {
    let (mut end, mut exponent) = (at, 0);
    for _ in 0..2 {
        let (next, glued) = match reader.gap(end).or_else(|| {
            let next = end + usize::from(reader.byte(end) == Some(b'-'));
            (next > end).then_some(next)
        }) {
            Some(next) => (next, false),
            None => (end, true),
        };
        let word = reader.word(next);
        let next = next + word.len();
        // "5 m" are metres and "5 B" a grade; "$5 m" and "€5m" are millions.
        let is_letter = word.len() == 1 && !has_unit && !glued;
        let is_letter = is_letter || word == "b" && !has_unit;
        // "20 Mrd. Euro".
        let pointed = matches!(word, "Mrd" | "Mio" | "mln" | "млн" | "млрд" | "bn")
            && reader.byte(next) == Some(b'.')
            && unit_after(reader, next + 1, true).is_some();
        let next = next + usize::from(pointed);
        match scale(word) {
            Some(power) if !is_letter && !reader.is_digit(next) => {
                exponent += power;
                end = next;
            }
            _ => break,
        }
        // "lakh crore", "thousand million".
        if !matches!(word, "lakh" | "thousand" | "mil") {
            break;
        }
    }
    (end, exponent)
}

/// A currency after the number, or after one adjective (`Danish crowns`, `U.S. dollars`).
fn unit_after(reader: &Reader, at: usize, is_scaled: bool) -> Option<(&'static str, usize)> {
    let next = match reader.byte(at) {
        Some(b'-') if is_scaled => at + 1,
        _ => reader.maybe_gap(at)?,
    };
    if let Some((sign, name)) = sign_at(reader, next) {
        // "5 $7" and "20 £3": the next amount's.
        let is_next = reader.is_digit(next + sign.len());
        return (!is_next).then_some((name, next + sign.len()));
    }
    let word = reader.dotted_word(next);
    let end = next + word.len();
    if next == at {
        let glued = match word {
            "p" => "penny",
            "c" => "cent",
            _ => currency(word)?,
        };
        let is_price = !matches!(word, "p" | "c")
            || reader.starts_sentence(at)
            || PRICED.contains(&reader.previous(reader.word_before(at).start));
        return is_price.then_some((glued, end));
    }
    if let Some(name) = currency(word) {
        // "200 pounds of steel", and a patient of 200 pounds.
        let weighs = WEIGHTS.contains(&word)
            && (!is_scaled && reader.next_is(end, &["sterling"]).is_none()
                || reader.next_is(end, &["of"]).is_some());
        return (!weighs).then(|| match reader.next_is(end, &["sterling"]) {
            Some(sterling) if name == "pound" => (name, sterling),
            _ => (name, end),
        });
    }
    let adjective = word.trim_end_matches('.');
    if !adjective.starts_with(char::is_uppercase) {
        return None;
    }
    let (next, word) = reader.next_word(end)?;
    let name = match word {
        "won" if matches!(adjective, "Korean") => "won",
        _ => currency(word)?,
    };
    Some((name, next + word.len()))
}

const WEIGHTS: [&str; 2] = ["pounds", "pound"];
const PRICED: [&str; 3] = ["cost", "costs", "for"];

/// The power of ten that a first amount takes from the second: `$5 to $7 million`.
fn inherited(reader: &Reader, number: &Range<usize>) -> Option<u32> {
    let mut at = range::join(reader, number.end)?;
    for (sign, _) in SIGNS {
        at += if reader.rest(at).starts_with(sign) {
            sign.len()
        } else {
            0
        };
    }
    let second = at..reader.number_end(at)?;
    let (_, exponent) = scale_after(reader, second.end, true);
    let is_less = reader.text[number.clone()].parse::<f64>().ok()?
        < reader.text[second].parse::<f64>().ok()?;
    is_less.then_some(exponent)
}

/// The currency and power of ten of a first amount that has neither: `5 to 7 million dollars`.
fn first_of_range(
    reader: &Reader,
    number: &Range<usize>,
    scaled: usize,
    exponent: u32,
) -> Option<(&'static str, u32)> {
    let at = range::join(reader, scaled)?;
    let second = at..reader.number_end(at)?;
    if second.is_empty() {
        return None;
    }
    let (second_scaled, second_exponent) = scale_after(reader, second.end, false);
    let (unit, _) = unit_after(reader, second_scaled, second_exponent > 0)?;
    let value = |span: Range<usize>| reader.text[span].parse::<f64>().ok();
    let exponent = match exponent {
        0 if value(number.clone())? < value(second)? => second_exponent,
        0 => return None,
        exponent => exponent,
    };
    Some((unit, exponent))
}

/// The currency that a second amount takes from the first: `$5-7 million`.
fn second_of_range(reader: &Reader, at: usize, earlier: Option<&Mention>) -> Option<&'static str> {
    let earlier = earlier.filter(|mention| mention.kind == EntityType::Money)?;
    let between = reader.before(at);
    let joins =
        earlier.span.end == reader.free && matches!(between, "-" | "–" | " to " | " - " | " – ");
    let unit = earlier.name.rsplit(' ').next()?;
    joins.then(|| {
        SIGNS
            .into_iter()
            .map(|(_, name)| name)
            .find(|name| *name == unit)
    })?
}

const SIGNS: [(&str, &str); 6] = [
    ("$", "dollar"),
    ("€", "euro"),
    ("£", "pound"),
    ("¥", "yen"),
    ("₽", "ruble"),
    ("₹", "rupee"),
];

/// The sign at `at` and its currency.
fn sign_at(reader: &Reader, at: usize) -> Option<(&'static str, &'static str)> {
    let byte = reader.byte(at)?;
    if byte.is_ascii() && byte != b'$' {
        return None;
    }
    let rest = reader.rest(at);
    SIGNS.into_iter().find(|(sign, _)| rest.starts_with(sign))
}

/// Currencies in the singular, and the words and codes for them.
const CURRENCIES: [(&str, &str); 29] = [
    (
        "dollar",
        "dollars dollar Dollar dlrs Dlrs dlr Dlr dólares долларов USD AUD CAD NZD HKD SGD",
    ),
    ("euro", "euros euro Euro Euros EUR евро"),
    ("pound", "pounds pound stg sterling Pfund GBP"),
    (
        "crown",
        "crowns crown kronor kroner krona krone Kronen CZK SEK DKK NOK",
    ),
    ("ruble", "rubles roubles ruble rouble Rubel рублей RUB"),
    ("yen", "yen JPY"),
    ("yuan", "yuan renminbi CNY"),
    ("franc", "francs franc Franken CHF"),
    ("mark", "marks mark Mark DM"),
    ("rupee", "rupees rupee Rs INR"),
    ("peso", "pesos peso MXN"),
    ("lira", "lire lira liras"),
    ("real", "reais BRL"),
    ("rand", "rand ZAR"),
    ("won", "KRW"),
    ("cent", "cents"),
    ("penny", "pence"),
    ("shekel", "shekels"),
    ("riyal", "riyals"),
    ("dinar", "dinars"),
    ("dirham", "dirhams"),
    ("forint", "forints"),
    ("zloty", "zlotys"),
    ("hryvnia", "hryvnias hryvnia"),
    ("naira", "nairas naira"),
    ("shilling", "shillings"),
    ("baht", "bahts baht"),
    ("ringgit", "ringgit"),
    ("rupiah", "rupiah"),
];

/// The singular of a currency by a word or code for it.
pub fn currency(word: &str) -> Option<&'static str> {
    static WORDS: LazyLock<FxHashMap<&str, &str>> = LazyLock::new(|| {
        let words = CURRENCIES
            .iter()
            .flat_map(|(name, words)| words.split(' ').map(|word| (word, *name)));
        words.collect()
    });
    WORDS.get(word).copied()
}
