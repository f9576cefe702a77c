//! What an article says in words, or with brackets, of two names that stand side by side.
//!
//! `X, better known as Y`; `X (formerly Y)`; `X was renamed Y`; `X (XY)`; `X (Y, Z/W)`. Read is what
//! stands between two neighbouring mentions: it must consist of a word that says so and of words
//! that may stand around it, and of nothing else.

use super::super::{EntityType, Ground, Mention};
use super::acronym::{self, Fit};
use super::names::Names;

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

/// Names in one pair of brackets; more are a list of members.
const BRACKET_NAMES_MAX: usize = 6;

/// All that the article says, in its order; a pair is in it as often as it is said.
pub fn pairs(text: &str, mentions: &[Mention], names: &Names) -> Vec<Pair> {
    let reader = Reader {
        text,
        mentions,
        names,
    };
    let mut pairs = Vec::new();
    let mut at = 0;
    while at < mentions.len() {
        // Names that were read within brackets say nothing of each other.
        at = (at + 1).max(reader.after(at, &mut pairs).unwrap_or(0));
    }
    pairs.retain(|pair| pair.name != pair.other);
    pairs
}

struct Reader<'a> {
    text: &'a str,
    mentions: &'a [Mention],
    names: &'a Names<'a>,
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
    fn rest(&self, at: usize) -> &str {
        self.text.get(self.mentions[at].span.end..).unwrap_or("")
    }

    /// Reads what is said of the mention `at` right after it; gives the last mention of a pair of
    /// brackets that was read.
    fn after(&self, at: usize, pairs: &mut Vec<Pair>) -> Option<usize> {
        let (head, next) = (self.names.of_mention(at)?, self.next(at)?);
        let gap = without_possessive(self.between(at, next)?);
        if is_bracket(gap) {
            let last = self.bracket(head, next, pairs)?;
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
        if said.weak && !self.stands_alone(at, next) {
            return None;
        }
        if self.may_be_one(head, name) {
            pairs.push(pair(head, name, said));
        }
        (gap.contains('(')).then(|| self.rest_of_bracket(head, next, said, pairs))
    }

    /// What is said before the next mention, or before the one after it: `X, known in P as Y`.
    fn said(&self, next: usize, gap: &str) -> Option<(usize, Said)> {
        if let Some(said) = said(gap) {
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
            inside.extend(self.names.of_mention(at));
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
                    inside.retain(|name| self.acronym(head, *name).is_some());
                    break;
                }
            }
        }
        let all_caps = inside.iter().all(|name| self.names.list[*name].is_caps());
        for name in inside {
            if let Some(pair) = self.acronym(head, name) {
                pairs.push(pair);
            } else if all_caps && self.are_orgs(head, name) {
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
        !listed && self.rest(next).starts_with([',', ')'])
    }

    /// The names of an acronym and what it is one of, in either order.
    fn acronym(&self, head: usize, name: usize) -> Option<Pair> {
        let (one, other) = (&self.names.list[head], &self.names.list[name]);
        let pair = |name, other| Pair {
            name,
            other,
            ground: Ground::Acronym,
        };
        let fits = |acronym: &super::names::Name, long: &super::names::Name| {
            let fit = acronym
                .is_caps()
                .then(|| acronym::fit(&acronym.key, &long.key));
            fit.flatten() == Some(Fit::Initials)
                || fit.flatten().is_some() && one.kind == other.kind
        };
        if fits(other, one) {
            Some(pair(name, head))
        } else if fits(one, other) {
            Some(pair(head, name))
        } else {
            None
        }
    }

    fn are_orgs(&self, one: usize, other: usize) -> bool {
        [one, other].map(|name| self.names.list[name].kind) == [EntityType::Org; 2]
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

fn without_possessive(gap: &str) -> &str {
    let rest = gap.strip_prefix("'s").or_else(|| gap.strip_prefix("’s"));
    rest.unwrap_or(gap)
}

fn is_bracket(gap: &str) -> bool {
    let gap = gap
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
struct Said {
    ground: Ground,
    /// Whether the first name is the older one: `X, renamed Y`.
    head_is_former: bool,
    /// Whether it may be said of two things as well: `X, or Y`.
    weak: bool,
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
        | "spelled" | "spelt" | "stylized" | "stylised" => Role::Says(AlsoKnownAs),
        "formerly" | "previously" | "originally" | "ex" | "ex-" => Role::Says(Formerly),
        "renamed" | "rebranded" | "re-branded" => Role::SaysNow,
        "called" | "so-called" | "now" | "or" | "born" | "née" | "short" | "currently" | "once" => {
            Role::SaysApart
        }
        "as" | "to" | "for" | "simply" | "just" | "itself" | "himself" | "herself" | "also"
        | "better" | "commonly" | "popularly" | "officially" | "locally" => Role::Leads,
        "which" | "who" | "that" | "is" | "was" | "were" | "are" | "has" | "had" | "have"
        | "been" | "be" | "it" | "its" | "they" | "later" | "then" | "in" | "on" | "since"
        | "until" | "by" | "name" | "names" | "an" | "a" | "widely" | "often" | "sometimes"
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

/// Reads what stands between two names.
fn said(gap: &str) -> Option<Said> {
    let trimmed = gap.trim_start();
    let apart = trimmed.starts_with([',', '(', '–', '—', '[', ';']) || trimmed.starts_with("- ");
    let mut found: Option<Said> = None;
    let (mut leads, mut ends_sentence) = (true, false);
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
        leads = !matches!(role, Role::Fills);
        match role {
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
            ") known as ",
        ] {
            check(gap, None);
        }
    }
}
