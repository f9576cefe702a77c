//! `text → mentions that a pattern shows`: e-mail and web addresses, dates, amounts of money.
//!
//! Everything here has a tell-tale byte: `@`, `://`, `www.` or a digit. One scan over the bytes
//! finds those, and only there the surroundings are read. Normal forms: e-mail in lower case;
//! a URL without the punctuation of its sentence; dates as ISO 8601 as far as they are known
//! (`2017-03-03`, `2017-03`, `2017`, `--03-03` without a year); money as the full amount and the
//! singular of its currency (`214000000 crown`, `3400000 dollar`).

use std::ops::Range;

use super::{Detector, EntityType, Mention};
use crate::article::Language;

/// Finds the patterns of one part of an article, in order and without overlap.
pub fn detect(text: &str, part: Range<usize>, language: Language, found: &mut Vec<Mention>) {
    let text = &text[..part.end];
    let bytes = text.as_bytes();
    let (mut at, mut free) = (part.start, part.start);
    while let Some(next) = bytes[at..]
        .iter()
        .position(|b| IS_TELL_TALE[usize::from(*b)])
    {
        at += next;
        let match_ = match bytes[at] {
            b'@' => email(text, free, at),
            b':' if bytes[at..].starts_with(b"://") => url(text, free, at),
            b'w' | b'W' if starts_www(bytes, free, at) => url_from(text, at),
            b'0'..=b'9' => {
                let end = number_end(bytes, at);
                let inside_word = text[free..at].ends_with(char::is_alphanumeric);
                let number = Number {
                    text,
                    free,
                    span: at..end,
                    language,
                };
                let match_ = if inside_word {
                    None
                } else {
                    number.date().or_else(|| number.money())
                };
                if match_.is_none() {
                    at = end;
                    continue;
                }
                match_
            }
            _ => None,
        };
        let Some((span, kind, name)) = match_ else {
            at += 1;
            continue;
        };
        at = span.end.max(at + 1);
        free = at;
        found.push(Mention {
            span,
            kind,
            place: None,
            detector: Detector::Pattern,
            name,
        });
    }
}

/// The bytes at which a pattern may be.
const IS_TELL_TALE: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = matches!(byte as u8, b'@' | b':' | b'w' | b'W' | b'0'..=b'9');
        byte += 1;
    }
    table
};

type Match = (Range<usize>, EntityType, String);

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

/// The local part and the host around an `@`; the host needs a point and letters after it.
fn email(text: &str, free: usize, at: usize) -> Option<Match> {
    let bytes = text.as_bytes();
    let local = |b: u8| b.is_ascii_alphanumeric() || b"._%+-".contains(&b);
    let host = |b: u8| b.is_ascii_alphanumeric() || b".-".contains(&b);
    let before = bytes[free..at]
        .iter()
        .rev()
        .take_while(|b| local(**b))
        .count();
    let after = bytes[at + 1..].iter().take_while(|b| host(**b)).count();
    let span = &text[at - before..at + 1 + after];
    let start = at - before + (span.len() - span.trim_start_matches(['.', '-', '%', '+']).len());
    let end = at - before + span.trim_end_matches(['.', '-']).len();
    let (_, suffix) = text.get(at + 1..end)?.rsplit_once('.')?;
    let is_address =
        start < at && suffix.len() >= 2 && suffix.bytes().all(|b| b.is_ascii_alphabetic());
    is_address.then(|| {
        (
            start..end,
            EntityType::Email,
            text[start..end].to_ascii_lowercase(),
        )
    })
}

fn url(text: &str, free: usize, colon: usize) -> Option<Match> {
    let before = &text.as_bytes()[free..colon];
    let scheme = ["https", "http", "ftp"].into_iter().find(|scheme| {
        let tail = before.len().checked_sub(scheme.len());
        tail.is_some_and(|tail| before[tail..].eq_ignore_ascii_case(scheme.as_bytes()))
    })?;
    url_from(text, colon - scheme.len())
}

fn starts_www(bytes: &[u8], free: usize, at: usize) -> bool {
    bytes[at..].len() > 4
        && bytes[at..at + 4].eq_ignore_ascii_case(b"www.")
        && is_word(bytes[at + 4])
        && (at == free || !is_word(bytes[at - 1]))
}

/// Reads a URL to its end: white space, a quote or bracket; closing punctuation is the
/// sentence's, except a `)` whose `(` is in the URL.
fn url_from(text: &str, start: usize) -> Option<Match> {
    let rest = &text[start..];
    let stop = |c: char| c.is_whitespace() || c.is_control() || "\"<>“”«»„{}|\\^`".contains(c);
    let mut url = &rest[..rest.find(stop).unwrap_or(rest.len())];
    loop {
        let shorter =
            url.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '’', ']', '*', '…']);
        let unpaired = shorter.ends_with(')') && !shorter.contains('(');
        url = if unpaired {
            &shorter[..shorter.len() - 1]
        } else {
            shorter
        };
        if !unpaired {
            break;
        }
    }
    let host = url.rsplit("//").next().unwrap_or(url);
    host.starts_with(char::is_alphanumeric)
        .then(|| (start..start + url.len(), EntityType::Url, url.to_owned()))
}

/// The end of the digits at `at`, with the commas and points between them.
fn number_end(bytes: &[u8], at: usize) -> usize {
    let mut end = at;
    while end < bytes.len() {
        let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
        let joins = matches!(bytes[end], b',' | b'.') && digit(end + 1);
        if !digit(end) && !joins {
            break;
        }
        end += 1;
    }
    end
}

/// A number in its surroundings.
struct Number<'a> {
    text: &'a str,
    /// Where the text that no earlier mention has taken begins.
    free: usize,
    span: Range<usize>,
    language: Language,
}

impl Number<'_> {
    fn digits(&self) -> &str {
        &self.text[self.span.clone()]
    }

    fn date(&self) -> Option<Match> {
        let bytes = self.text.as_bytes();
        let value: u32 = match self.digits() {
            // "March 3,2017" without a space.
            digits if digits.len() <= 4 => digits.parse().ok()?,
            _ => return None,
        };
        let (length, end) = (self.digits().len(), self.span.end);
        let is_year = length == 4 && (1000..2100).contains(&value);
        if length == 4 && bytes.get(end) == Some(&b'-') {
            let rest = self
                .text
                .get(end..end + 6)
                .filter(|_| !self.digit_at(end + 6));
            if let Some((month, day)) = rest.and_then(iso_rest) {
                return date(self.span.start..end + 6, Some(value), month, Some(day));
            }
        }
        let is_day = length <= 2 && (1..=31).contains(&value);
        let before = self.word_before();
        if let Some(month) = self.text.get(before.clone()).and_then(month) {
            if is_year {
                return date(before.start..end, Some(value), month, None);
            }
            if is_day && !self.continues() {
                let end = self.ordinal_end(end);
                return match self.year_at(end) {
                    Some((year, end)) => date(before.start..end, Some(year), month, Some(value)),
                    None => date(before.start..end, None, month, Some(value)),
                };
            }
        }
        if is_day && let Some((month, end)) = self.month_after(self.ordinal_end(end)) {
            return match self.year_at(end) {
                Some((year, end)) => date(self.span.start..end, Some(year), month, Some(value)),
                None => date(self.span.start..end, None, month, Some(value)),
            };
        }
        // "in 2016", but not "until 1500" (an hour), "in 2016 cases" or "in 1500 dollars": only
        // words that can't be what is counted may follow.
        const BEFORE: [&str; 13] = [
            "in", "In", "since", "Since", "by", "By", "until", "during", "en", "depuis", "seit",
            "im", "desde",
        ];
        let counted = matches!(bytes.get(end), Some(b'%' | b'-' | b'\'')) || self.continues();
        let alone = self.gap_after(end).is_none_or(|next| {
            let word = word_at(self.text, next);
            word.is_empty()
                || word.starts_with(char::is_uppercase) && currency(word).is_none()
                || FUNCTION_WORDS.contains(&word)
        });
        let hour = value < 1900 && matches!(&self.text[before.clone()], "by" | "By" | "until");
        (is_year
            && value >= 1500
            && !hour
            && !counted
            && alone
            && BEFORE.contains(&&self.text[before]))
        .then(|| (self.span.clone(), EntityType::Date, format!("{value:04}")))
    }

    fn money(&self) -> Option<Match> {
        let text = self.text;
        let (mut span, mut unit) = (self.span.clone(), None);
        let before = &text[self.free..span.start];
        if let Some((sign, name)) = CURRENCY_SIGNS
            .into_iter()
            .find(|(s, _)| before.ends_with(s))
        {
            span.start -= sign.len();
            unit = Some(name);
            let letters = text[self.free..span.start]
                .bytes()
                .rev()
                .take_while(u8::is_ascii_uppercase);
            let letters = letters.count();
            // `US$`, `A$`, `NZ$`.
            span.start -= if name == "dollar" && letters <= 3 {
                letters
            } else {
                0
            };
        } else {
            let word = self.word_before();
            if let Some(name) = text
                .get(word.clone())
                .filter(|w| w.len() == 3)
                .and_then(currency)
            {
                span.start = word.start;
                unit = Some(name);
            }
        }
        let mut exponent = 0;
        let next = self.gap_after(span.end).unwrap_or(span.end);
        let word = word_at(text, next);
        if let Some(power) = scale(word).filter(|_| unit.is_some() || word.len() > 1) {
            exponent = power;
            span.end = next + word.len();
        }
        if unit.is_none() {
            let next = skip_gap(text, span.end)?;
            if next == span.end && exponent == 0 && !text[next..].starts_with(['€', '£', '₽'])
            {
                return None;
            }
            let (name, end) = self.currency_at(next)?;
            unit = Some(name);
            span.end = end;
        }
        let amount = amount(self.digits(), exponent, self.language)?;
        Some((span, EntityType::Money, format!("{amount} {}", unit?)))
    }

    /// A currency at `at`, or after one adjective (`Danish crowns`, `U.S. dollars`).
    fn currency_at(&self, at: usize) -> Option<(&'static str, usize)> {
        if let Some((sign, name)) = CURRENCY_SIGNS
            .into_iter()
            .find(|(sign, _)| self.text[at..].starts_with(sign))
        {
            return Some((name, at + sign.len()));
        }
        let word = word_at(self.text, at);
        if let Some(name) = currency(word) {
            return Some((name, at + word.len()));
        }
        let adjective = word.trim_end_matches('.');
        if !adjective.starts_with(|c: char| c.is_ascii_uppercase()) {
            return None;
        }
        let next = skip_gap(self.text, at + word.len()).filter(|next| *next > at + word.len())?;
        let word = word_at(self.text, next);
        currency(word).map(|name| (name, next + word.len()))
    }

    fn digit_at(&self, at: usize) -> bool {
        self.text.as_bytes().get(at).is_some_and(u8::is_ascii_digit)
    }

    /// Whether letters follow directly, other than an ordinal's: `3D`, `20mm`.
    fn continues(&self) -> bool {
        let end = self.ordinal_end(self.span.end);
        self.text.as_bytes().get(end).is_some_and(|b| is_word(*b))
    }

    /// The word before the number, one gap away, without its point.
    fn word_before(&self) -> Range<usize> {
        let before = &self.text[self.free..self.span.start];
        let trimmed = before.trim_end_matches(' ');
        let trimmed = trimmed
            .strip_suffix('\n')
            .map_or(trimmed, |line| line.trim_end_matches(' '));
        if trimmed.len() == before.len() || trimmed.ends_with('\n') {
            return self.span.start..self.span.start;
        }
        let bare = trimmed.strip_suffix(" de").unwrap_or(trimmed);
        let bare = bare.strip_suffix('.').unwrap_or(bare);
        let length: usize = bare
            .chars()
            .rev()
            .take_while(|c| c.is_alphabetic())
            .map(char::len_utf8)
            .sum();
        let end = self.free + bare.len();
        end - length..end
    }

    fn ordinal_end(&self, end: usize) -> usize {
        let rest = &self.text[end..];
        ["st", "nd", "rd", "th", "er", "."]
            .into_iter()
            .find(|ending| {
                rest.starts_with(ending)
                    && !rest[ending.len()..].starts_with(char::is_alphanumeric)
                    // A point is an ordinal's only before a month ("3. März").
                    && (*ending != "." || self.month_after(end + 1).is_some())
            })
            .map_or(end, |ending| end + ending.len())
    }

    fn gap_after(&self, end: usize) -> Option<usize> {
        skip_gap(self.text, end).filter(|next| *next > end)
    }

    /// A month after "", "of", "de".
    fn month_after(&self, end: usize) -> Option<(u32, usize)> {
        let mut next = self.gap_after(end)?;
        let mut word = word_at(self.text, next);
        if matches!(word, "of" | "de") {
            next = skip_gap(self.text, next + word.len())?;
            word = word_at(self.text, next);
        }
        let word = word.trim_end_matches('.');
        month(word).map(|month| (month, next + word.len()))
    }

    /// A year after a day and month: `, 2017`, ` 2017`, ` de 2017`.
    fn year_at(&self, end: usize) -> Option<(u32, usize)> {
        let comma = end + usize::from(self.text[end..].starts_with([',', '.']));
        let mut next = skip_gap(self.text, comma).filter(|next| *next > end)?;
        if self.text[next..].starts_with("de ") {
            next += 3;
        }
        let end = number_end(self.text.as_bytes(), next);
        let digits = &self.text[next..end];
        let year = digits
            .parse()
            .ok()
            .filter(|year| (1000..2100).contains(year))?;
        let ends = !self.text.as_bytes().get(end).is_some_and(|b| is_word(*b));
        (digits.len() == 4 && ends).then_some((year, end))
    }
}

const FUNCTION_WORDS: [&str; 28] = [
    "the", "a", "an", "and", "or", "but", "to", "by", "for", "from", "with", "when", "after", "as",
    "at", "on", "he", "she", "it", "they", "was", "were", "is", "had", "has", "that", "before",
    "under",
];

/// Spaces and at most one line break; `None` at the end of a paragraph.
fn skip_gap(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    let gap = rest.len() - rest.trim_start_matches([' ', '\n', '\r', '\u{a0}']).len();
    (rest[..gap].matches('\n').count() <= 1).then_some(at + gap)
}

/// The word at `at`, with points inside or at its end (`U.S.`, `mln`).
fn word_at(text: &str, at: usize) -> &str {
    let rest = &text[at..];
    let letters = |c: char| !(c.is_alphabetic() || c == '.');
    let word = &rest[..rest.find(letters).unwrap_or(rest.len())];
    // A single point at the end closes the sentence.
    if word.matches('.').count() == 1 {
        word.trim_end_matches('.')
    } else {
        word
    }
}

/// `-03-08`.
fn iso_rest(text: &str) -> Option<(u32, u32)> {
    let (month, day) = text.strip_prefix('-')?.split_once('-')?;
    let two = |s: &str| s.len() == 2 && s.bytes().all(|b| b.is_ascii_digit());
    (two(month) && two(day)).then(|| Some((month.parse().ok()?, day.parse().ok()?)))?
}

fn date(span: Range<usize>, year: Option<u32>, month: u32, day: Option<u32>) -> Option<Match> {
    // A day that the calendar lacks is no date; without a year, a leap year is supposed.
    let civil = |year: u32, day: u32| {
        let (year, month, day) = (
            year.try_into().ok()?,
            month.try_into().ok()?,
            day.try_into().ok()?,
        );
        jiff::civil::Date::new(year, month, day).ok()
    };
    civil(year.unwrap_or(2000), day.unwrap_or(1))?;
    let name = match (year, day) {
        (Some(year), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
        (Some(year), None) => format!("{year:04}-{month:02}"),
        (None, Some(day)) => format!("--{month:02}-{day:02}"),
        (None, None) => return None,
    };
    Some((span, EntityType::Date, name))
}

/// English and German months need their capital letter ("may", "march"); French, Spanish and
/// Russian ones are written without.
fn month(word: &str) -> Option<u32> {
    Some(match word {
        "January" | "Jan" | "Januar" | "Jänner" | "janvier" | "enero" | "января" => 1,
        "February" | "Feb" | "Februar" | "février" | "febrero" | "февраля" => 2,
        "March" | "Mar" | "März" | "mars" | "marzo" | "марта" => 3,
        "April" | "Apr" | "avril" | "abril" | "апреля" => 4,
        "May" | "Mai" | "mai" | "mayo" | "мая" => 5,
        "June" | "Jun" | "Juni" | "juin" | "junio" | "июня" => 6,
        "July" | "Jul" | "Juli" | "juillet" | "julio" | "июля" => 7,
        "August" | "Aug" | "août" | "agosto" | "августа" => 8,
        "September" | "Sept" | "Sep" | "septembre" | "septiembre" | "сентября" => 9,
        "October" | "Oct" | "Oktober" | "octobre" | "octubre" | "октября" => 10,
        "November" | "Nov" | "novembre" | "noviembre" | "ноября" => 11,
        "December" | "Dec" | "Dezember" | "décembre" | "diciembre" | "декабря" => 12,
        _ => return None,
    })
}

const CURRENCY_SIGNS: [(&str, &str); 6] = [
    ("$", "dollar"),
    ("€", "euro"),
    ("£", "pound"),
    ("¥", "yen"),
    ("₽", "ruble"),
    ("₹", "rupee"),
];

fn currency(word: &str) -> Option<&'static str> {
    Some(match word {
        "dollars" | "dollar" | "Dollar" | "dlrs" | "Dlrs" | "dlr" | "dólares" | "долларов"
        | "USD" => "dollar",
        "euros" | "euro" | "Euro" | "EUR" | "евро" => "euro",
        "pounds" | "pound" | "stg" | "sterling" | "Pfund" | "GBP" => "pound",
        "crowns" | "crown" | "kronor" | "kroner" | "Kronen" | "CZK" | "SEK" | "DKK" | "NOK" => {
            "crown"
        }
        "rubles" | "roubles" | "ruble" | "rouble" | "Rubel" | "рублей" | "RUB" => "ruble",
        "yen" | "JPY" => "yen",
        "yuan" | "renminbi" | "CNY" => "yuan",
        "francs" | "franc" | "Franken" | "CHF" => "franc",
        "marks" | "mark" | "Mark" | "DM" => "mark",
        "rupees" | "rupee" | "INR" => "rupee",
        "pesos" | "peso" => "peso",
        "lire" | "lira" | "liras" => "lira",
        "shekels" | "riyals" | "dinars" | "dirhams" | "forints" | "zlotys" => {
            return ["shekel", "riyal", "dinar", "dirham", "forint", "zloty"]
                .into_iter()
                .find(|name| word.starts_with(name));
        }
        _ => return None,
    })
}

/// The power of ten that a word stands for.
fn scale(word: &str) -> Option<u32> {
    Some(match word {
        "thousand" | "k" | "K" | "tausend" | "тысяч" => 3,
        "million" | "mln" | "mn" | "m" | "M" | "Million" | "Millionen" | "Mio" | "millions"
        | "millones" | "миллионов" | "млн" => 6,
        "billion"
        | "bn"
        | "bln"
        | "B"
        | "Milliarden"
        | "Mrd"
        | "milliards"
        | "миллиардов"
        | "млрд" => 9,
        "trillion" | "trn" | "tn" => 12,
        _ => return None,
    })
}

/// `3.4` times 10⁶ → `3400000`, in decimal digits and without rounding.
fn amount(number: &str, exponent: u32, language: Language) -> Option<String> {
    // Longer numbers are no amounts of money (and need no bound on memory).
    const DIGITS_MAX: usize = 18;
    let last = number.rfind([',', '.']);
    let grouped = |at: usize| {
        let mark = &number[at..at + 1];
        let three = number.len() - at == 4;
        let english = matches!(language.code(), "en" | "und");
        // "3,345" and "1,234,567" are grouped, as is "1.234.567"; "3.345" only outside English.
        number.matches(mark).count() > 1
            || three && (mark == ",") == english && !number.starts_with('0')
    };
    let (whole, fraction) = match last {
        Some(at) if !grouped(at) => (&number[..at], &number[at + 1..]),
        _ => (number, ""),
    };
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check_in(language: &str, text: &str, expected: &[(&str, &str)]) {
        let mut found = Vec::new();
        let language = language.parse().unwrap_or_default();
        detect(text, 0..text.len(), language, &mut found);
        let found: Vec<_> = found
            .iter()
            .map(|m| (&text[m.span.clone()], m.name.as_str()))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    fn check(text: &str, expected: &[(&str, &str)]) {
        check_in("en", text, expected);
    }

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        check(
            "Write to News.Desk@Example.org.",
            &[("News.Desk@Example.org", "news.desk@example.org")],
        );
        check(
            "(see https://example.org/a_(b), p. 3)",
            &[("https://example.org/a_(b)", "https://example.org/a_(b)")],
        );
        check(
            "at www.example.org, or @handle, a@b",
            &[("www.example.org", "www.example.org")],
        );
        check("://x and http:// and www.", &[]);
    }

    #[test]
    fn dates_are_read_as_exactly_as_they_are_given() {
        check(
            "on March 3, 2017, in Riga",
            &[("March 3, 2017", "2017-03-03")],
        );
        check(
            "3rd of March 2017 or 3 March",
            &[("3rd of March 2017", "2017-03-03"), ("3 March", "--03-03")],
        );
        check(
            "March 2017; 2017-03-08; Feb. 26",
            &[
                ("March 2017", "2017-03"),
                ("2017-03-08", "2017-03-08"),
                ("Feb. 26", "--02-26"),
            ],
        );
        check(
            "born in 1950 and again in 2016.",
            &[("1950", "1950"), ("2016", "2016")],
        );
    }

    #[test]
    fn months_are_known_in_five_languages() {
        check_in("de", "am 3. März 2017", &[("3. März 2017", "2017-03-03")]);
        check_in("fr", "le 1er mars 2017", &[("1er mars 2017", "2017-03-01")]);
        check_in(
            "es",
            "el 3 de marzo de 2017",
            &[("3 de marzo de 2017", "2017-03-03")],
        );
        check_in("ru", "3 марта 2017 года", &[("3 марта 2017", "2017-03-03")]);
    }

    #[test]
    fn what_only_looks_like_a_date_is_none() {
        check(
            "may 3 of them march 30 miles in 2000 steps; February 30",
            &[],
        );
        check("2017-13-08, 12017-03-08, in 1999-model cars", &[]);
    }

    #[test]
    fn amounts_are_written_out_with_their_currency() {
        check(
            "$3.4 million and US$20",
            &[("$3.4 million", "3400000 dollar"), ("US$20", "20 dollar")],
        );
        check(
            "214 million Danish crowns",
            &[("214 million Danish crowns", "214000000 crown")],
        );
        check(
            "€20bn, 3,345 dlrs, 20 mln dlrs",
            &[
                ("€20bn", "20000000000 euro"),
                ("3,345 dlrs", "3345 dollar"),
                ("20 mln dlrs", "20000000 dollar"),
            ],
        );
        check(
            "17.18 billion N.Z. Dlrs for 0.50 dollars",
            &[
                ("17.18 billion N.Z. Dlrs", "17180000000 dollar"),
                ("0.50 dollars", "0.5 dollar"),
            ],
        );
        check_in(
            "de",
            "3,4 Millionen Euro oder 1.234 Euro",
            &[
                ("3,4 Millionen Euro", "3400000 euro"),
                ("1.234 Euro", "1234 euro"),
            ],
        );
    }

    #[test]
    fn numbers_of_other_things_are_no_money() {
        check(
            "5 million people, 78 thousand square kilometers, 10-12 percent",
            &[],
        );
    }

    #[test]
    fn no_pattern_reaches_over_a_paragraph() {
        check("in March\n\n2017 and 20 million\n\ncrowns", &[]);
        check("in March\n2017", &[("March\n2017", "2017-03")]);
    }
}
