//! What an article says in words, or with brackets, of two names that stand side by side.
//!
//! `X, better known as Y`; `X (formerly Y)`; `X was renamed Y`; `X (XY)`; `X (Y, Z/W)`. Read is what
//! stands between two neighbouring mentions: it must consist of a word that says so and of words
//! that may stand around it, and of nothing else.

use super::super::{EntityType, Ground, Mention, key, words};
use super::acronym::{self, Fit};
use super::names::{Name, Names};
use super::unmarked::Unmarked;

/// Two names of [`Names::list`] that the article says are one.
pub struct Pair {
    /// The name that is introduced; of [`Ground::Formerly`], the one that is no longer used.
    pub name: usize,
    pub other: usize,
    pub ground: Ground,
}

/// Bytes between two mentions; what says that they are one is shorter.
const BETWEEN_BYTES_MAX: usize = 80;

/// Types that detectors take for each other.
const MISTAKEN: [EntityType; 3] = [EntityType::Org, EntityType::Event, EntityType::Work];

/// Letters that two words have in common at their start if they are spellings of one.
const ALIKE_LETTERS_MIN: usize = 4;

/// Names in one pair of brackets; more are a list of members.
const BRACKET_NAMES_MAX: usize = 6;

/// What an article says of its names.
#[derive(Default)]
pub struct Statements {
    /// In the order of the text; a pair is in it as often as it is said.
    pub pairs: Vec<Pair>,
    pub unmarked: Vec<Unmarked>,
}

/// All that the article says.
pub fn read(text: &str, mentions: &[Mention], names: &Names) -> Statements {
    let reader = Reader {
        text,
        mentions,
        names,
    };
    let mut said = Statements::default();
    let mut at = 0;
    while at < mentions.len() {
        let before = said.pairs.len();
        // Names that were read within brackets say nothing of each other.
        let last = reader.after(at, &mut said.pairs);
        if said.pairs.len() == before
            && let Some(unmarked) = reader.unmarked(at)
        {
            let kind = names.list[unmarked.beside].kind;
            match names.find(kind, &key(kind, &unmarked.printed)) {
                Some(name) => said.pairs.push(unmarked.pair(name)),
                None => said.unmarked.push(unmarked),
            }
        }
        at = (at + 1).max(last.unwrap_or(0));
    }
    said.pairs.retain(|pair| pair.name != pair.other);
    said
}

pub struct Reader<'a> {
    pub text: &'a str,
    pub mentions: &'a [Mention],
    pub names: &'a Names<'a>,
}

impl Reader<'_> {
    /// What stands between the end of one mention and the start of another.
    fn between(&self, one: usize, other: usize) -> Option<&str> {
        let (start, end) = (self.mentions[one].span.end, self.mentions[other].span.start);
        let short = (start..start + BETWEEN_BYTES_MAX).contains(&end);
        let gap = self.text.get(start..end).filter(|_| short)?;
        (!gap.contains("\n\n")).then_some(gap)
    }

    /// The next mention that is a name: dates may stand between (`renamed in 2017`).
    fn next(&self, at: usize) -> Option<usize> {
        let next = |at: &usize| self.names.of_mention(*at).is_some();
        (at + 1..self.mentions.len().min(at + 3)).find(next)
    }

    /// The text after a mention.
    pub fn rest(&self, at: usize) -> &str {
        self.text.get(self.mentions[at].span.end..).unwrap_or("")
    }

    /// Reads what is said of the mention `at` right after it; gives the last mention of a pair of
    /// brackets that was read.
    fn after(&self, at: usize, pairs: &mut Vec<Pair>) -> Option<usize> {
        let (head, next) = (self.names.of_mention(at)?, self.next(at)?);
        let gap = without_possessive(self.between(at, next)?);
        if self.is_translation(at, next, gap) {
            let name = self.names.of_mention(next)?;
            pairs.push(Pair {
                name,
                other: head,
                ground: Ground::AlsoKnownAs,
            });
            return Some(next);
        }
        if is_bracket(gap) {
            let last = self.bracket(at, next, pairs)?;
            // `X (XY), formerly Z`.
            let next = self.next(last);
            let gap = next.and_then(|next| Some((next, self.between(last, next)?)));
            if let Some((next, gap)) = gap
                && let Some(said) = gap
                    .strip_prefix(')')
                    .and_then(said)
                    .filter(|said| !said.weak)
                && let Some(name) = self.names.of_mention(next)
                && self.may_be_one(head, name)
            {
                pairs.push(pair(head, name, said));
            }
            return Some(last);
        }
        let (next, said) = self.said(next, gap)?;
        let name = self.names.of_mention(next)?;
        if said.weak && !self.stands_alone(at, next) && !self.are_alike(head, name) {
            return None;
        }
        if self.may_be_one(head, name) {
            pairs.push(pair(head, name, said));
        }
        (gap.contains('(')).then(|| self.rest_of_bracket(head, next, said, pairs))
    }

    /// What is said before the next mention, or before the one after it: `X, known in P as Y`.
    fn said(&self, next: usize, gap: &str) -> Option<(usize, Said)> {
        if let Some(said) = said(gap).or_else(|| said_after_bracket(gap)) {
            return Some((next, said));
        }
        let before = gap
            .strip_suffix(" in ")
            .or_else(|| gap.strip_suffix(" in the "))?;
        let after = self.next(next)?;
        let rest = self
            .between(next, after)
            .filter(|rest| rest.starts_with(" as "))?;
        let kind = self.mentions[next].kind;
        let is_place = matches!(kind, EntityType::Place | EntityType::Work);
        is_place
            .then(|| Some((after, said(&format!("{before}{rest}"))?)))
            .flatten()
    }

    /// Reads `X (Y)` and `X (Y, Z/W)`, where nothing but the names says what they are;
    /// gives the last mention inside, if nothing else is.
    fn bracket(&self, head: usize, first: usize, pairs: &mut Vec<Pair>) -> Option<usize> {
        let (mut inside, mut whole) = (Vec::new(), true);
        let mut at = first;
        loop {
            inside.extend(self.names.of_mention(at).map(|_| at));
            let rest = self.rest(at);
            if rest.starts_with(')') || rest.starts_with("\")") || rest.starts_with("”)") {
                break;
            }
            let next = self.next(at).filter(|_| inside.len() < BRACKET_NAMES_MAX);
            let gap = next.and_then(|next| Some((next, self.between(at, next)?)));
            match gap {
                Some((next, gap)) if is_separator(gap) => at = next,
                // `HTS (Hayat Tahrir al-Sham, a group of …)` is a definition all the same.
                _ => {
                    whole = false;
                    inside.truncate(1);
                    inside.retain(|other| self.acronym(head, *other).is_some());
                    break;
                }
            }
        }
        let all_caps = inside.iter().all(|other| self.letters(*other).is_some());
        for other in inside {
            let names = [other, head].map(|at| self.names.of_mention(at));
            if let Some(pair) = self.acronym(head, other) {
                pairs.push(pair);
            } else if let [Some(name), Some(head)] = names
                && all_caps
                && self.are_bodies(head, name)
            {
                pairs.push(Pair {
                    name,
                    other: head,
                    ground: Ground::AlsoKnownAs,
                });
            }
        }
        whole.then_some(at)
    }

    /// Goes on after `X (formerly Y` to further names in the same brackets; gives the last.
    fn rest_of_bracket(
        &self,
        head: usize,
        mut at: usize,
        first: Said,
        pairs: &mut Vec<Pair>,
    ) -> usize {
        let mut last = first;
        for _ in 0..BRACKET_NAMES_MAX {
            let open = !self.rest(at).starts_with(')');
            let next = self.next(at).filter(|_| open);
            let Some((next, gap)) = next.and_then(|next| Some((next, self.between(at, next)?)))
            else {
                break;
            };
            last = match said(gap) {
                _ if is_separator(gap) => last,
                Some(said) if !said.weak => said,
                _ => break,
            };
            match self.names.of_mention(next) {
                Some(name) if self.may_be_one(head, name) => pairs.push(pair(head, name, last)),
                _ => break,
            }
            at = next;
        }
        at
    }

    /// `X, or Y,` where X is no part of a list.
    fn stands_alone(&self, at: usize, next: usize) -> bool {
        let before = at
            .checked_sub(1)
            .and_then(|before| self.between(before, at));
        let listed = before.is_some_and(|gap| gap.trim() == ",");
        let apart = self
            .between(at, next)
            .is_some_and(|gap| !gap.starts_with(" or"));
        !listed && apart && self.rest(next).starts_with([',', ')'])
    }

    /// The letters of a mention that is printed as an acronym.
    fn letters(&self, at: usize) -> Option<String> {
        acronym::letters(self.text.get(self.mentions[at].span.clone())?)
    }

    /// An acronym and what it is one of, in either order of two mentions.
    fn acronym(&self, head: usize, other: usize) -> Option<Pair> {
        let (one, two) = (self.names.of_mention(head)?, self.names.of_mention(other)?);
        let same = self.names.list[one].kind == self.names.list[two].kind;
        let fits = |short: usize, long: usize| {
            let letters = self.letters(short);
            let long = &self.names.list[long].key;
            match letters.and_then(|letters| acronym::fit(&letters, long)) {
                Some(Fit::Initials) => true,
                Some(Fit::Letters) => same,
                None => false,
            }
        };
        let pair = |name, other| Pair {
            name,
            other,
            ground: Ground::Acronym,
        };
        if fits(other, one) {
            Some(pair(two, one))
        } else if fits(head, two) {
            Some(pair(one, two))
        } else {
            None
        }
    }

    /// Whether both names are of one type that has acronyms.
    fn are_bodies(&self, one: usize, other: usize) -> bool {
        let kinds = [one, other].map(|name| self.names.list[name].kind);
        kinds[0] == kinds[1] && MISTAKEN.contains(&kinds[0])
    }

    /// Whether brackets give the same name in another language or script: `X (Arabic: Y)`,
    /// `X ("Y")`.
    fn is_translation(&self, at: usize, next: usize, gap: &str) -> bool {
        let (Some(head), Some(name)) = (self.names.of_mention(at), self.names.of_mention(next))
        else {
            return false;
        };
        let (one, other) = (&self.names.list[head], &self.names.list[name]);
        let gap = gap.trim_start_matches(['"', '”', '’', '\'']).trim_start();
        let Some(label) = gap.strip_prefix('(') else {
            return false;
        };
        if one.kind != other.kind || one.kind == EntityType::Group || head == name {
            return false;
        }
        let quotes = ['"', '“', '‘', '\'', '«', '„'];
        let is_quoted = label.trim_end().ends_with(quotes);
        let label = label.trim_end().trim_end_matches(quotes).trim_end();
        if label.is_empty() {
            let closed = self
                .rest(next)
                .trim_start_matches([' ', '"', '”', '’', '\'', '»']);
            let is_latin = |name: &str| name.chars().any(|c| c.is_alphabetic() && c < '\u{250}');
            return is_quoted && closed.starts_with(')')
                || is_latin(one.printed) != is_latin(other.printed);
        }
        let Some(language) = label.strip_suffix([':', '.']) else {
            return false;
        };
        matches!(language, "lit" | "Lit" | "literally")
            || (language.split(' ')).all(|word| words::flags(word, false) & words::DEMONYM != 0)
    }

    /// Whether two names are near enough that `X or Y` gives the choice between them, not between
    /// two things: `Tresk Hall or Tresk House Hall`, `Alekseev or Alekseyev`.
    fn are_alike(&self, one: usize, other: usize) -> bool {
        let (one, other) = (&self.names.list[one], &self.names.list[other]);
        let is_in =
            |one: &Name, other: &Name| one.words().all(|word| other.words().any(|w| w == word));
        if one.kind != other.kind || one.kind == EntityType::Group {
            return false;
        }
        if one.words().count() != other.words().count() {
            let is_body = !matches!(one.kind, EntityType::Person | EntityType::Place);
            return is_body && (is_in(one, other) || is_in(other, one));
        }
        (one.words().zip(other.words())).all(|(one, other)| {
            let same = one
                .chars()
                .zip(other.chars())
                .take_while(|(a, b)| a == b)
                .count();
            one == other || same >= ALIKE_LETTERS_MIN
        })
    }

    /// Whether two names can be one by the word of the article: their types don't forbid it.
    fn may_be_one(&self, one: usize, other: usize) -> bool {
        let kinds = [one, other].map(|name| self.names.list[name].kind);
        one != other
            && !kinds.contains(&EntityType::Group)
            && (kinds[0] == kinds[1] || kinds.iter().all(|kind| MISTAKEN.contains(kind)))
    }
}

fn pair(head: usize, name: usize, said: Said) -> Pair {
    let (name, other) = if said.head_is_former {
        (head, name)
    } else {
        (name, head)
    };
    Pair {
        name,
        other,
        ground: said.ground,
    }
}

pub fn without_possessive(gap: &str) -> &str {
    let rest = gap.strip_prefix("'s").or_else(|| gap.strip_prefix("’s"));
    rest.unwrap_or(gap)
}

fn is_bracket(gap: &str) -> bool {
    let gap = gap
        .trim_start_matches(['"', '”', '\'', '’'])
        .trim()
        .trim_end_matches(['"', '“', '\'', '‘'])
        .trim_end();
    gap == "(" || gap == "(the"
}

/// What parts the names of one pair of brackets.
fn is_separator(gap: &str) -> bool {
    matches!(
        gap.trim(),
        "/" | "," | ";" | "or" | ", or" | "|" | "-" | "–"
    )
}

/// What the words between two names say.
#[derive(Clone, Copy)]
pub struct Said {
    pub ground: Ground,
    /// Whether the first name is the older one: `X, renamed Y`.
    pub head_is_former: bool,
    /// Whether it may be said of two things as well: `X, or Y`.
    pub weak: bool,
}

/// What a word between two names does there.
enum Role {
    Says(Ground),
    /// Says that the name before is the older one.
    SaysNow,
    /// Says it only after a comma or bracket: `Orlan called Venn`.
    SaysApart,
    /// May stand last, before the name: `known as`, `renamed to`.
    Leads,
    /// May stand anywhere but last.
    Fills,
}

fn role(word: &str) -> Option<Role> {
    use Ground::{AlsoKnownAs, Formerly};
    Some(match word {
        "known" | "aka" | "a.k.a" | "dubbed" | "nicknamed" | "abbreviated" | "alias" | "nee"
        | "codenamed" | "acronym" | "abbreviation" | "a/k/a" | "acronymed" | "shortened"
        | "spelled" | "spelt" | "stylized" | "stylised" | "referred" => Role::Says(AlsoKnownAs),
        "formerly" | "previously" | "originally" | "ex" | "ex-" => Role::Says(Formerly),
        "renamed" | "rebranded" | "re-branded" => Role::SaysNow,
        "called" | "so-called" | "now" | "or" | "born" | "née" | "short" | "currently" | "once" => {
            Role::SaysApart
        }
        "name" | "title" | "surname" | "as" | "to" | "for" | "simply" | "just" | "itself"
        | "himself" | "herself" | "also" | "better" | "commonly" | "popularly" | "officially"
        | "locally" => Role::Leads,
        "which" | "who" | "that" | "is" | "was" | "were" | "are" | "has" | "had" | "have"
        | "been" | "be" | "it" | "its" | "they" | "later" | "then" | "in" | "on" | "since"
        | "until" | "by" | "names" | "titled" | "released" | "published" | "designated" | "her"
        | "his" | "their" | "stage" | "pen" | "an" | "a" | "widely" | "often" | "sometimes"
        | "generally" | "usually" | "internationally" | "more" | "most" | "best" | "less"
        | "formally" | "informally" | "colloquially" | "briefly" | "under" | "group"
        | "movement" | "party" | "company" | "militia" | "province" | "city" | "town"
        | "village" | "river" | "organisation" | "organization" | "team" | "club" | "band"
        | "front" | "changed" | "change" | "subsequently" | "eventually" | "january"
        | "february" | "march" | "april" | "may" | "june" | "july" | "august" | "september"
        | "october" | "november" | "december" => Role::Fills,
        _ => return None,
    })
}

/// What is said after a remark in brackets: `X (a port), also known as Y`.
fn said_after_bracket(gap: &str) -> Option<Said> {
    let (remark, rest) = gap.trim_start().strip_prefix('(')?.split_once(')')?;
    let rest = rest.trim_start_matches(',');
    (!remark.contains('('))
        .then(|| said(&format!(",{rest}")))
        .flatten()
}

/// A single word that says it only at the start of brackets.
fn said_in_bracket(gap: &str) -> Option<Said> {
    let word = gap.trim().strip_prefix('(')?;
    let (ground, head_is_former) = match word.trim_end_matches([' ', '"', '“', '\'']) {
        "also" | "also the" => (Ground::AlsoKnownAs, false),
        "then" | "then the" | "earlier" | "the former" => (Ground::Formerly, false),
        "later" | "later the" => (Ground::Formerly, true),
        _ => return None,
    };
    Some(Said {
        ground,
        head_is_former,
        weak: false,
    })
}

/// Reads what stands between two names.
pub fn said(gap: &str) -> Option<Said> {
    if let Some(said) = said_in_bracket(gap) {
        return Some(said);
    }
    if matches!(gap.trim(), "or" | "or the" | "or simply" | "or just") {
        return Some(Said {
            ground: Ground::AlsoKnownAs,
            head_is_former: false,
            weak: true,
        });
    }
    let trimmed = gap.trim_start();
    let apart = trimmed.starts_with([',', '(', '–', '—', '[', ';']) || trimmed.starts_with("- ");
    let mut found: Option<Said> = None;
    let (mut leads, mut ends_sentence) = (true, false);
    // `militants in Tresk known as Venn` says nothing of Tresk.
    let mut is_said_of_head = apart;
    let is_edge =
        |c: char| c.is_ascii_punctuation() || matches!(c, '“' | '”' | '‘' | '’' | '–' | '—');
    for token in gap.split_whitespace() {
        if ends_sentence {
            return None;
        }
        let word = token.trim_matches(is_edge);
        if word.is_empty() {
            // A lone mark; one that ends a sentence or bracket ends what is said.
            if token.contains(['.', '!', '?', ')', ']', '/']) {
                return None;
            }
            continue;
        }
        let lower = word.to_lowercase();
        ends_sentence =
            token.ends_with(['!', '?', ')']) || token.ends_with('.') && lower != "a.k.a";
        if lower.bytes().all(|byte| byte.is_ascii_digit()) {
            // `renamed in 2017`.
            leads = true;
            continue;
        }
        let said = |ground, head_is_former, weak| Said {
            ground,
            head_is_former,
            weak,
        };
        if lower == "the" {
            continue;
        }
        let role = role(&lower)?;
        // `originally for Venn`.
        let is_former = found.is_some_and(|said| said.ground == Ground::Formerly);
        leads = !matches!(role, Role::Fills) && (lower != "for" || !is_former);
        match role {
            Role::Says(Ground::AlsoKnownAs) if !is_said_of_head && found.is_none() => {
                return None;
            }
            Role::Says(ground) => {
                // `then known as` after `formerly` says what that said.
                found = found.or(Some(said(ground, false, false)));
            }
            Role::SaysNow => found = Some(said(Ground::Formerly, true, false)),
            Role::SaysApart if apart => {
                found = found.or(Some(match lower.as_str() {
                    "now" | "currently" => said(Ground::Formerly, true, false),
                    "once" => said(Ground::Formerly, false, false),
                    "or" => said(Ground::AlsoKnownAs, false, true),
                    _ => said(Ground::AlsoKnownAs, false, false),
                }));
            }
            Role::SaysApart if found.is_none() => return None,
            Role::SaysApart | Role::Leads | Role::Fills => {}
        }
        is_said_of_head |= !matches!(lower.as_str(), "in" | "on" | "by" | "under");
    }
    found.filter(|_| leads && !ends_sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(gap: &str, expected: Option<(Ground, bool)>) {
        let said = said(gap).map(|said| (said.ground, said.head_is_former));
        assert_eq!(said, expected, "{gap}");
    }

    #[test]
    fn words_that_say_that_two_names_are_one_are_understood() {
        for gap in [
            ", also known as ",
            ", better known as the \"",
            " (a.k.a. ",
            ", dubbed ",
            ", who is known simply as ",
            ", the so-called ",
            " – abbreviated ",
            " (also called ",
        ] {
            check(gap, Some((Ground::AlsoKnownAs, false)));
        }
        for gap in [", formerly ", " (previously known as ", ", originally the "] {
            check(gap, Some((Ground::Formerly, false)));
        }
        for gap in [
            ", renamed ",
            " was renamed the ",
            " (now ",
            ", renamed in March 2017 the ",
        ] {
            check(gap, Some((Ground::Formerly, true)));
        }
    }

    #[test]
    fn other_words_between_two_names_say_nothing() {
        for gap in [
            " called ",
            ", formerly of ",
            " and ",
            " known for ever to ",
            ". Formerly of ",
            ", was known in ",
            " known as ",
            " originally for ",
            ") known as ",
        ] {
            check(gap, None);
        }
    }
}
