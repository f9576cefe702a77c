//! Spellings of one name: transliterations, articles, hyphens, slips of the pen.

use rustc_hash::FxHashMap;

use super::super::{EntityType, words};
use super::acronym::SMALL_WORDS;
use super::names::{Clusters, Name, Names, Only};

/// Joins names of one type that differ in spelling alone.
pub fn join(names: &Names, clusters: &mut Clusters) {
    let mut by_sound: FxHashMap<(EntityType, String), usize> = FxHashMap::default();
    for (at, name) in names.each() {
        if name.kind == EntityType::Group {
            continue;
        }
        for form in forms(name) {
            let first = *by_sound.entry((name.kind, form)).or_insert(at);
            if first != at {
                clusters.infer(first, at);
            }
        }
    }
    slips(names, clusters);
}

/// The forms under which spellings of a name are equal.
fn forms(name: &Name) -> impl Iterator<Item = String> {
    let country = (name.kind == EntityType::Place)
        .then(|| country(&name.key))
        .flatten();
    let sound = match country {
        Some(country) => country.to_owned(),
        None => whole_sound(&name.key),
    };
    [Some(sound), in_any_order(name)].into_iter().flatten()
}

/// The usual name of a state that goes by others too; all are keys.
fn country(key: &str) -> Option<&'static str> {
    Some(match key {
        "us" | "usa" | "united states" | "united states of america" | "america" => "united states",
        "uk" | "united kingdom" | "britain" => "united kingdom",
        "uae" | "united arab emirates" | "emirates" => "united arab emirates",
        "ussr" | "soviet union" => "soviet union",
        "prc" | "peoples republic of china" | "china" => "china",
        "russia" | "russian federation" => "russia",
        "dprk" | "north korea" => "north korea",
        "rok" | "south korea" => "south korea",
        "drc"
        | "dr congo"
        | "democratic republic of congo"
        | "democratic republic of the congo" => "dr congo",
        _ => return None,
    })
}

/// Whether a name is the one by which a state with several goes in most articles.
pub fn is_usual(name: &Name) -> bool {
    name.kind == EntityType::Place && country(&name.key) == Some(&name.key)
}

/// How a whole key sounds: without articles and the gaps between words.
pub fn whole_sound(key: &str) -> String {
    let mut whole = String::with_capacity(key.len());
    let mut words = key.split(' ').peekable();
    while let Some(word) = words.next() {
        if words.peek().is_some_and(|next| is_article(word, next)) {
            continue;
        }
        match word {
            // `Abd al-Rahman`, run together.
            "abdul" | "abdel" | "abdal" => whole.push_str("abd"),
            "ii" => whole.push('2'),
            "iii" => whole.push('3'),
            _ => whole.push_str(word),
        }
        if word.len() == 1 || word.bytes().any(|byte| byte.is_ascii_digit()) {
            // `Pier 7 A` is no `Pier 7a`, nor `1 12` the same as `11 2`.
            whole.push(' ');
        }
    }
    let mut heard = String::with_capacity(whole.len());
    sound(&whole, &mut heard);
    heard
}

/// Whether a word is the Arabic article before another: `al`, or made like what follows (`an
/// Nusra`, `ash Sham`).
pub fn is_article(word: &str, next: &str) -> bool {
    match word {
        "al" | "el" | "ul" => true,
        "an" | "as" | "ash" | "ad" | "at" | "ar" | "az" => next.starts_with(&word[1..]),
        _ => false,
    }
}

/// Appends how a word sounds: letters that transliterators choose between are made one.
pub fn sound(word: &str, to: &mut String) {
    if word.len() < SOUND_BYTES_MIN {
        to.push_str(word);
        return;
    }
    let start = to.len();
    let mut rest = word;
    'letters: while let Some(c) = rest.chars().next() {
        for (letters, sound) in SOUNDS {
            if let Some(after) = rest.strip_prefix(letters) {
                push(to, start, sound);
                rest = after;
                continue 'letters;
            }
        }
        let mut buffer = [0; 4];
        push(to, start, c.encode_utf8(&mut buffer));
        rest = &rest[c.len_utf8()..];
    }
}

/// Shorter words are spelled in one way, or are acronyms.
const SOUND_BYTES_MIN: usize = 4;

/// Appends a sound, unless it is the one that stands last already: double letters are one.
fn push(to: &mut String, start: usize, sound: &str) {
    let digit = sound.bytes().all(|byte| byte.is_ascii_digit());
    if digit || !to[start..].ends_with(sound) {
        to.push_str(sound);
    }
}

/// Longer ones first where one is the start of another.
const SOUNDS: &[(&str, &str)] = &[
    ("shch", "sh"),
    ("tsch", "ch"),
    ("tch", "ch"),
    ("sch", "sh"),
    ("ck", "k"),
    ("ph", "f"),
    ("ou", "u"),
    ("oo", "u"),
    ("ee", "i"),
    ("ts", "z"),
    ("tz", "z"),
    ("dj", "j"),
    ("ks", "x"),
    ("off", "ov"),
    ("q", "k"),
    ("c", "k"),
    ("y", "i"),
    ("w", "v"),
    ("ß", "s"),
];

/// What a company is by law; left out of its name as a rule.
const LEGAL_FORMS: [&str; 21] = [
    "inc",
    "incorporated",
    "corp",
    "corporation",
    "ltd",
    "limited",
    "llc",
    "llp",
    "plc",
    "gmbh",
    "ag",
    "sa",
    "spa",
    "nv",
    "bv",
    "ab",
    "oy",
    "as",
    "kg",
    "co",
    "company",
];

/// The words of an organisation's name in the order of the alphabet, without small ones: `Ministry
/// of the Interior`, `Interior Ministry`; without its legal form: `Orlan Corp`.
fn in_any_order(name: &Name) -> Option<String> {
    if name.kind == EntityType::Person || name.kind == EntityType::Place {
        return None;
    }
    let key = match name.key.strip_prefix("united states ") {
        Some(rest) if name.kind == EntityType::Org => &format!("us {rest}"),
        _ => &name.key,
    };
    let mut words: Vec<&str> = key
        .split(' ')
        .filter(|word| !SMALL_WORDS.contains(word))
        .collect();
    while words.len() > 1 && words.last().is_some_and(|last| LEGAL_FORMS.contains(last)) {
        words.pop();
    }
    // Schools are told apart by the order alone: University of Tresk, Tresk University.
    if words
        .iter()
        .any(|word| matches!(*word, "university" | "college"))
    {
        return None;
    }
    words.sort_unstable();
    Some(words.join(" "))
}

/// Names in a bucket that are compared with each other; bounds the work on long tables, in which
/// no slip can be told from another name anyway.
const BUCKET_MAX: usize = 24;

/// Letters; of shorter names, too many differ in one.
const SLIP_LETTERS_MIN: usize = 6;

/// Joins names that differ in one letter, when one of them stands in the article but once.
fn slips(names: &Names, clusters: &mut Clusters) {
    let mut buckets: FxHashMap<(EntityType, &[u8], usize), Vec<usize>> = FxHashMap::default();
    for (at, name) in names.each() {
        let key = name.key.as_bytes();
        let digits = key.iter().any(u8::is_ascii_digit);
        if name.kind == EntityType::Group || key.len() < SLIP_LETTERS_MIN || digits {
            continue;
        }
        let words = name.words().count();
        buckets
            .entry((name.kind, &key[..3], words))
            .or_default()
            .push(at);
    }
    for bucket in buckets.into_values() {
        if bucket.len() < 2 || bucket.len() > BUCKET_MAX {
            continue;
        }
        for (place, one) in bucket.iter().enumerate() {
            let mut only = Only::Nothing;
            for (_, other) in bucket
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != place)
            {
                if is_slip(&names.list[*one], &names.list[*other]) {
                    only.add(*other, clusters);
                }
            }
            if let Only::One(other) = only {
                clusters.join(*one, other);
            }
        }
    }
}

/// Whether the first name, which stands there once, is the other with a slip. Full names whose
/// first names differ are two people's.
fn is_slip(one: &Name, other: &Name) -> bool {
    let apart = one.kind == EntityType::Person
        && !one.is_word()
        && one.words().next() != other.words().next();
    one.times == 1
        && !apart
        && is_near(&one.key, &other.key)
        && !(is_known(one.printed) && is_known(other.printed))
}

fn is_known(name: &str) -> bool {
    words::flags(name, false) != 0
}

/// Whether two keys differ in one letter that is neither the first nor the last of a word, or two
/// neighbouring letters have changed places.
pub fn is_near(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    if !short.is_ascii() || !long.is_ascii() || long.len() - short.len() > 1 {
        return false;
    }
    let (short, long) = (short.as_bytes(), long.as_bytes());
    let same = |a: &u8, b: &u8| a == b;
    let start = short
        .iter()
        .zip(long)
        .take_while(|(a, b)| same(a, b))
        .count();
    let end = (short[start..].iter().rev().zip(long[start..].iter().rev()))
        .take_while(|(a, b)| same(a, b))
        .count();
    let (short_rest, long_rest) = (
        &short[start..short.len() - end],
        &long[start..long.len() - end],
    );
    let near = match (short_rest, long_rest) {
        ([], [_]) | ([_], [_]) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    };
    let inside = |text: &[u8], at: usize| {
        let letter = |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(|b| *b != b' ');
        letter(at.checked_sub(1)) && letter(Some(at + 1))
    };
    let begin = long[..start]
        .iter()
        .rposition(|b| *b == b' ')
        .map_or(0, |at| at + 1);
    let length = long[begin..].iter().take_while(|b| **b != b' ').count();
    let letters =
        length >= SLIP_LETTERS_MIN - 1 && !short_rest.contains(&b' ') && !long_rest.contains(&b' ');
    near && letters && inside(long, start) && inside(long, start + long_rest.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transliterations_sound_alike() {
        for (one, other) in [
            ("al nusra", "an nusra"),
            ("kinshak", "kinshchak"),
            ("viktor", "victor"),
            ("dravec", "dravek"),
            ("yousef", "yusef"),
            ("sergei", "sergey"),
            ("boljo on", "boljoon"),
        ] {
            assert_eq!(whole_sound(one), whole_sound(other), "{one} {other}");
        }
        for (one, other) in [
            ("anna", "hannah"),
            ("orlan", "orlin"),
            ("an tan", "al ban"),
            ("orlan ii", "orlan iii"),
            ("pier 1", "pier 11"),
            ("ffs", "fs"),
        ] {
            assert_ne!(whole_sound(one), whole_sound(other), "{one} {other}");
        }
    }

    #[test]
    fn one_letter_inside_a_word_is_a_slip() {
        for (one, other) in [
            ("marandt", "maradnt"),
            ("tidemark", "tidmark"),
            ("elkady", "elkudy"),
        ] {
            assert!(is_near(one, other) && is_near(other, one), "{one} {other}");
        }
        for (one, other) in [
            ("korea", "korean"),
            ("orlan", "porlan"),
            ("dravec", "drakov"),
            ("a b", "ab"),
        ] {
            assert!(!is_near(one, other), "{one} {other}");
        }
    }
}
