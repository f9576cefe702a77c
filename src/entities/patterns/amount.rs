//! `3.4` and `million` → `3400000`: decimal numbers as they are written in many languages.

use super::languages::Languages;

/// Longer numbers are no amounts of anything.
const DIGITS_MAX: usize = 18;

/// The power of ten that a word stands for.
pub fn scale(word: &str) -> Option<u32> {
    // Most words are others.
    if !word.starts_with(['t', 'k', 'K', 'm', 'd', 'l', 'M', 'c', 'b', 'B', 'т', 'м']) {
        return None;
    }
    Some(match word {
        "thousand" | "k" | "K" | "tausend" | "mille" | "mil" | "duizend" | "tusen" | "тысяч" => {
            3
        }
        "lakh" | "lakhs" => 5,
        "million" | "mln" | "mn" | "m" | "M" | "Million" | "Millionen" | "Mio" | "millions"
        | "millones" | "milhões" | "miljoen" | "miljoner" | "миллионов" | "млн" => 6,
        "crore" | "crores" => 7,
        "billion"
        | "bn"
        | "bln"
        | "b"
        | "B"
        | "Milliarde"
        | "Milliarden"
        | "Mrd"
        | "milliard"
        | "milliards"
        | "miljard"
        | "miljarder"
        | "миллиардов"
        | "млрд" => 9,
        "trillion" | "trn" | "tn" | "Billionen" | "biljoen" => 12,
        _ => return None,
    })
}

/// The small whole numbers that are written as words.
pub fn cardinal(word: &str) -> Option<u32> {
    Some(match word {
        "one" | "One" => 1,
        "two" | "Two" | "zwei" | "deux" | "dos" | "dois" | "duas" | "twee" | "två" => 2,
        "three" | "Three" | "drei" | "trois" | "tres" | "três" | "drie" | "tre" => 3,
        "four" | "Four" | "vier" | "quatre" | "cuatro" | "quatro" | "fyra" => 4,
        "five" | "Five" | "fünf" | "cinq" | "cinco" | "vijf" | "fem" => 5,
        "six" | "Six" | "sechs" | "seis" | "zes" => 6,
        "seven" | "Seven" | "sieben" | "siete" | "sete" | "zeven" | "sju" => 7,
        "eight" | "Eight" | "acht" | "huit" | "ocho" | "oito" | "åtta" => 8,
        "nine" | "Nine" | "neun" | "neuf" | "nueve" | "nove" | "negen" | "nio" => 9,
        "ten" | "Ten" | "zehn" | "dix" | "diez" | "dez" | "tien" | "tio" => 10,
        "eleven" => 11,
        "twelve" => 12,
        "thirteen" => 13,
        "fourteen" => 14,
        "fifteen" => 15,
        "sixteen" => 16,
        "seventeen" => 17,
        "eighteen" => 18,
        "nineteen" => 19,
        "twenty" => 20,
        "thirty" => 30,
        "forty" => 40,
        "fifty" => 50,
        "sixty" => 60,
        "seventy" => 70,
        "eighty" => 80,
        "ninety" => 90,
        _ => return None,
    })
}

/// `3.4` times 10⁶ → `3400000`, in decimal digits and without rounding. `number` is digits with
/// commas and points between them.
pub fn amount(number: &str, exponent: u32, languages: Languages) -> Option<String> {
    let last = number.rfind([',', '.']);
    let grouped = |at: usize| {
        let mark = &number[at..at + 1];
        let three = number.len() - at == 4;
        let english = languages.meets(Languages::EN);
        // "3,345" and "1,234,567" are grouped, as is "1.234.567"; "3.345" only outside English.
        number.matches(mark).count() > 1
            || three && (mark == ",") == english && !number.starts_with('0')
    };
    let (whole, fraction) = match last {
        Some(at) if !grouped(at) => (&number[..at], &number[at + 1..]),
        _ => (number, ""),
    };
    // "1,2,3" and "1.23,456" are lists, or broken.
    let mut groups = whole.split([',', '.']);
    let first = groups.next()?;
    let is_group = |group: &str| first.len() <= 3 && matches!(group.len(), 2 | 3);
    let is_mixed = whole.contains(',') && whole.contains('.');
    if is_mixed || !groups.all(is_group) {
        return None;
    }
    let mut digits: String = whole.chars().filter(char::is_ascii_digit).collect();
    let fraction = fraction.trim_end_matches('0');
    let power = exponent as usize;
    digits.extend(
        fraction
            .chars()
            .chain(std::iter::repeat('0'))
            .take(power.max(fraction.len())),
    );
    if digits.len() > DIGITS_MAX {
        return None;
    }
    let point = digits.len() - fraction.len().saturating_sub(power);
    let whole = digits[..point].trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    Some(match &digits[point..] {
        "" => whole.to_owned(),
        cents => format!("{whole}.{cents}"),
    })
}
