//! `two keys → whether they may be spellings of one name`.
//!
//! Only the words are looked at here; whether two names keep the same company is for
//! [`build`](super::build) to see.

use std::hash::Hasher;

use rustc_hash::FxHasher;

use crate::entities::{EntityType, whole_sound};

/// Similarity above which two words may be one: the names of people that different agencies
/// transcribe lie above it.
const SIMILAR_MIN: f64 = 0.93;

/// Letters of a word below which every letter tells.
const LETTERS_MIN: usize = 5;

/// Words that a longer name of an organisation may have more or other ones of.
const SMALL_WORDS: [&str; 12] = [
    "of", "in", "the", "and", "for", "al", "el", "de", "du", "des", "der", "on",
];

/// Words that belong to the surname after them.
pub const PARTICLES: [&str; 21] = [
    "al", "el", "ul", "bin", "ibn", "ben", "abu", "van", "von", "de", "der", "den", "da", "di",
    "del", "della", "la", "le", "du", "dos", "ter",
];

/// Names with the same block are compared with each other; `None` for names too short to have
/// spellings.
pub fn block(kind: EntityType, key: &str) -> Option<u64> {
    let mut words = key.split(' ');
    let first = words.next()?;
    let last = words.next_back().unwrap_or(first);
    if last.chars().count() < LETTERS_MIN && first.chars().count() < LETTERS_MIN {
        return None;
    }
    let mut hasher = FxHasher::default();
    hasher.write(kind.name().as_bytes());
    hasher.write(skeleton(last).as_bytes());
    hasher.write_u32(class(first.chars().next()?).map_or(0, u32::from));
    hasher.write_usize(key.split(' ').count());
    Some(hasher.finish())
}

/// How a key may sound: letters that transcriptions choose between are made one, and those of
/// Cyrillic are put into Latin ones. A `c` at the end of a word is a k in one language and a ts in
/// another.
pub fn sounds(key: &str) -> impl Iterator<Item = String> {
    let romanized = match key.is_ascii() {
        true => key.to_owned(),
        false => romanized(key),
    };
    let has_end = |word: &str| word.len() >= LETTERS_MIN && word.ends_with('c');
    let other = romanized.split(' ').any(has_end).then(|| {
        let words = romanized.split(' ').map(|word| match has_end(word) {
            true => format!("{}ts", &word[..word.len() - 1]),
            false => word.to_owned(),
        });
        words.collect::<Vec<_>>().join(" ")
    });
    let keys = std::iter::once(romanized).chain(other);
    keys.map(|key| whole_sound(&key))
}

/// Whether two keys can be transcriptions of one name.
pub fn sound_alike(a: &str, b: &str) -> bool {
    sounds(a).any(|a| sounds(b).any(|b| a == b))
}

/// Puts Cyrillic letters into Latin ones, by the BGN/PCGN romanization of Russian and, where
/// letters are of these languages alone, of Ukrainian and Belarusian.
fn romanized(key: &str) -> String {
    let mut latin = String::with_capacity(key.len());
    for letter in key.chars() {
        latin.push_str(match letter {
            'а' => "a",
            'б' => "b",
            'в' => "v",
            'г' | 'ґ' => "g",
            'д' => "d",
            'е' | 'ё' | 'э' => "e",
            'є' => "ye",
            'ж' => "zh",
            'з' => "z",
            'и' | 'й' | 'ы' | 'і' => "i",
            'ї' => "yi",
            'к' => "k",
            'л' => "l",
            'м' => "m",
            'н' => "n",
            'о' => "o",
            'п' => "p",
            'р' => "r",
            'с' => "s",
            'т' => "t",
            'у' => "u",
            'ў' => "w",
            'ф' => "f",
            'х' => "kh",
            'ц' => "ts",
            'ч' => "ch",
            'ш' => "sh",
            'щ' => "shch",
            'ъ' | 'ь' => "",
            'ю' => "yu",
            'я' => "ya",
            letter => {
                latin.push(letter);
                continue;
            }
        });
    }
    latin
}

/// Whether two keys may be one name. `is_known` tells whether a word stands in so many names that
/// it is no misspelling.
pub fn is_variant(a: &str, b: &str, is_known: &dyn Fn(&str) -> bool) -> bool {
    if a == b || digits(a).ne(digits(b)) {
        return false;
    }
    if !a.contains(' ') {
        // Nothing but the word tells them apart: Brasil is not Brasilia.
        return !b.contains(' ') && begin_alike(a, b) && is_slip(a, b);
    }
    let (mut left, mut right) = (a.split(' '), b.split(' '));
    let mut differ = 0;
    loop {
        match (left.next(), right.next()) {
            (None, None) => return (1..=2).contains(&differ),
            (Some(a), Some(b)) if a == b => {}
            (Some(a), Some(b)) => {
                differ += 1;
                // Two words that many names have are two words, unless only vowels inside differ.
                let only_vowels = skeleton(a) == skeleton(b) && last_letter(a) == last_letter(b);
                if !is_similar(a, b) || (is_known(a) && is_known(b) && !only_vowels) {
                    return false;
                }
            }
            _ => return false,
        }
    }
}

/// Whether two long names that one acronym stands for are forms of one: they differ in small
/// words, or in one of four or more others.
pub fn is_reworded(a: &str, b: &str) -> bool {
    let content = |key: &'_ str| -> Vec<String> {
        let words = key.split(' ').filter(|word| !SMALL_WORDS.contains(word));
        words.map(str::to_owned).collect()
    };
    let (left, right) = (content(a), content(b));
    if left.is_empty() || left.len() != right.len() || digits(a).ne(digits(b)) {
        return false;
    }
    let differ = left.iter().zip(&right).filter(|(a, b)| a != b).count();
    differ == 0 || (differ == 1 && left.len() >= 4)
}

fn is_similar(a: &str, b: &str) -> bool {
    let edits = strsim::osa_distance(a, b);
    let letters = a.chars().count().min(b.chars().count());
    let is_same_but_vowels = edits <= 3 && letters + 1 >= LETTERS_MIN && skeleton(a) == skeleton(b);
    let is_near = edits <= 2 && strsim::jaro_winkler(a, b) >= SIMILAR_MIN;
    begin_alike(a, b) && (is_slip(a, b) || is_same_but_vowels || is_near)
}

/// Whether two words begin with one letter, or with consonants that stand for each other.
fn begin_alike(a: &str, b: &str) -> bool {
    let (a, b) = (a.chars().next(), b.chars().next());
    a == b || (a.and_then(class).is_some() && a.and_then(class) == b.and_then(class))
}

/// Whether two words differ by one letter, or by two that changed places.
fn is_slip(a: &str, b: &str) -> bool {
    let letters = a.chars().count().min(b.chars().count());
    letters >= LETTERS_MIN && strsim::osa_distance(a, b) == 1
}

fn digits(key: &str) -> impl Iterator<Item = char> {
    key.chars().filter(|c| c.is_numeric())
}

fn last_letter(word: &str) -> Option<char> {
    word.chars().next_back()
}

/// The consonants of a word, each as the one that stands for its like, doubled ones once.
fn skeleton(word: &str) -> String {
    let mut skeleton = String::with_capacity(word.len());
    for class in word.chars().filter_map(class) {
        if !skeleton.ends_with(class) {
            skeleton.push(class);
        }
    }
    skeleton
}

/// The letter that stands for one and those that transcriptions put in its place; none for vowels.
fn class(letter: char) -> Option<char> {
    match letter {
        'a' | 'e' | 'i' | 'o' | 'u' | 'y' | '\'' => None,
        'c' | 'q' | 'g' | 'x' => Some('k'),
        'z' => Some('s'),
        'w' => Some('v'),
        'j' => Some('j'),
        letter => Some(letter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(a: &str, b: &str, expected: bool) {
        let known = [
            "paul", "paula", "john", "joan", "ireland", "iceland", "mohamed", "muhammad",
        ];
        let is_known = |word: &str| known.contains(&word);
        assert_eq!(is_variant(a, b, &is_known), expected, "{a} / {b}");
        assert_eq!(is_variant(b, a, &is_known), expected, "{b} / {a}");
    }

    #[test]
    fn transcriptions_and_slips_are_variants() {
        check("moammar gaddafi", "moammar qaddafi", true);
        check("alexander kinshchak", "alexander kinschak", true);
        check("muhammad orlan", "mohamed orlan", true);
        check("northgate harbour", "northgate harbor", true);
        check("tresk on sea", "tresck on sea", true);
        check("kessary", "kesary", true);
    }

    #[test]
    fn transcriptions_sound_alike() {
        for (a, b, expected) in [
            ("viktor dravec", "victor dravets", true),
            ("виктор дравец", "viktor dravec", true),
            ("суннива брекке", "sunniva brekke", true),
            ("порт ансельм", "port anselm", true),
            ("eric orlan", "erik orlan", true),
            ("isaac orlan", "isaak orlan", true),
            ("anna orlan", "anne orlan", false),
            ("pier 7", "pier 8", false),
        ] {
            assert_eq!(sound_alike(a, b), expected, "{a} / {b}");
        }
    }

    #[test]
    fn other_words_are_none() {
        check("paul orlan", "paula orlan", false);
        check("john orlan", "joan orlan", false);
        check("bank of ireland", "bank of iceland", false);
        check("pier 7", "pier 8", false);
        check("flight 370", "flight 371", false);
        check("anna orlan", "anna b orlan", false);
        check("orlan", "orlan", false);
        check("brasil", "brasilia", false);
        check("temuco", "tumaco", false);
        check("yemen", "amman", false);
    }

    #[test]
    fn variants_have_the_same_block() {
        for (a, b) in [
            ("moammar gaddafi", "moammar qaddafi"),
            ("muhammad orlan", "mohamed orlan"),
            ("northgate harbour", "northgate harbor"),
        ] {
            assert_eq!(block(EntityType::Person, a), block(EntityType::Person, b));
        }
    }

    #[test]
    fn long_names_of_one_acronym_may_be_reworded() {
        assert!(is_reworded(
            "league of quiet rivers and lakes",
            "league for the quiet rivers and lakes"
        ));
        assert!(is_reworded(
            "free union of harbour workers",
            "free union of harbour watchmen"
        ));
        assert!(!is_reworded(
            "sound ferry authority",
            "sound fishery authority"
        ));
    }
}
