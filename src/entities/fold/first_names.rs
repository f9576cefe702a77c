//! First names: whose they are, what their bearers are called, and how names are cut short.

use super::super::words;
use super::spelling;

/// What a first name or a title says of its bearer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    Woman,
    Man,
}

/// Whether a key is a first name of the lists.
pub fn is_first_name(key: &str) -> bool {
    let mut printed = key.to_owned();
    if let Some(first) = printed.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words::flags(&printed, false) & words::FIRST_NAME != 0
}

/// Whose a first name is, as printed; `None` for one that is on no list or that both bear.
pub fn sex(name: &str) -> Option<Sex> {
    if WOMEN.contains(&name) {
        return Some(Sex::Woman);
    }
    let is_man = words::flags(name, false) & words::FIRST_NAME != 0 && !EITHER.contains(&name);
    is_man.then_some(Sex::Man)
}

/// The names of women among the first names of [`words`].
const WOMEN: [&str; 77] = [
    "Alexandra",
    "Alice",
    "Amanda",
    "Amy",
    "Ana",
    "Angela",
    "Ann",
    "Anna",
    "Anne",
    "Barbara",
    "Benazir",
    "Carla",
    "Caroline",
    "Catherine",
    "Christina",
    "Christine",
    "Claire",
    "Claudia",
    "Condoleezza",
    "Deborah",
    "Diana",
    "Donna",
    "Elena",
    "Elizabeth",
    "Ellen",
    "Emily",
    "Emma",
    "Eva",
    "Fatima",
    "Grace",
    "Helen",
    "Hillary",
    "Ingrid",
    "Irina",
    "Isabel",
    "Jane",
    "Janet",
    "Jennifer",
    "Jessica",
    "Joan",
    "Judith",
    "Julia",
    "Karen",
    "Kate",
    "Katherine",
    "Kathleen",
    "Laura",
    "Linda",
    "Lisa",
    "Louise",
    "Margaret",
    "Maria",
    "Marie",
    "Marina",
    "Martha",
    "Mary",
    "Michelle",
    "Nadia",
    "Nancy",
    "Natalia",
    "Nicole",
    "Olga",
    "Patricia",
    "Paula",
    "Rachel",
    "Rebecca",
    "Rosa",
    "Ruth",
    "Sandra",
    "Sara",
    "Sarah",
    "Sofia",
    "Susan",
    "Svetlana",
    "Tatiana",
    "Theresa",
    "Yulia",
];

/// Names of women and men, or surnames as well.
const EITHER: [&str; 25] = [
    "Alex",
    "Andrea",
    "Ariel",
    "Ashraf",
    "Carol",
    "Chris",
    "Christian",
    "Claude",
    "Craig",
    "Evo",
    "Gabriel",
    "Islam",
    "Jan",
    "Jean",
    "Kim",
    "Leslie",
    "Nuri",
    "Pascal",
    "Robin",
    "Sam",
    "Sharon",
    "Terry",
    "Ursula",
    "Victoria",
    "Zine",
];

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Like {
    /// Words are equal, or one is the other's initial.
    Exactly,
    /// Words sound alike, or one is short for the other: `Bob`, `Robert`.
    Nearly,
}

/// Whether a name of two words or more is a longer one with words left out, cut to initials, or
/// spelled otherwise; the surname and, unless all before it is left out, the first name stay.
pub fn is_short_of(short: &[&str], long: &[&str], like: Like) -> bool {
    if short.len() < long.len() && long.ends_with(short) {
        return true;
    }
    let ([first, middle @ .., last], [long_first, long_middle @ .., long_last]) = (short, long)
    else {
        return false;
    };
    if !is_like(last, long_last, like) || !is_like(first, long_first, like) {
        return false;
    }
    let mut rest = long_middle.iter();
    middle
        .iter()
        .all(|word| rest.any(|long| is_like(word, long, like)))
}

fn is_like(short: &str, long: &str, like: Like) -> bool {
    let initial = |one: &str, other: &str| one.chars().count() == 1 && other.starts_with(one);
    if short == long || initial(short, long) {
        return true;
    }
    like == Like::Nearly
        && (is_pet_name(short, long) || is_pet_name(long, short) || {
            let (mut one, mut other) = (String::new(), String::new());
            spelling::sound(short, &mut one);
            spelling::sound(long, &mut other);
            one == other
        })
}

/// Whether the first is short for the second, or spelled otherwise, by custom.
fn is_pet_name(short: &str, long: &str) -> bool {
    PET_NAMES.iter().any(|(name, shorts)| {
        let is = |word: &str| *name == word || shorts.split(' ').any(|short| short == word);
        is(short) && is(long)
    })
}

/// First names, and what their bearers are called or how else they are written.
const PET_NAMES: &[(&str, &str)] = &[
    ("alexander", "alex sasha aleksandr alexandre alec sandy"),
    ("andrew", "andy drew"),
    ("anthony", "tony"),
    ("benjamin", "ben benny"),
    ("catherine", "kate cathy katherine kathy"),
    ("charles", "charlie chuck"),
    ("christopher", "chris"),
    ("daniel", "dan danny"),
    ("david", "dave"),
    ("donald", "don"),
    ("douglas", "doug"),
    ("edward", "ed eddie ted ned"),
    ("elizabeth", "liz beth betty lizzie"),
    ("francis", "frank"),
    ("frederick", "fred freddie"),
    ("gregory", "greg"),
    ("henry", "harry hank"),
    ("jacob", "jake"),
    ("james", "jim jimmy jamie"),
    ("john", "jack johnny"),
    ("joseph", "joe joey"),
    ("joshua", "josh"),
    ("kenneth", "ken kenny"),
    ("lawrence", "larry"),
    ("margaret", "maggie meg peggy"),
    ("matthew", "matt"),
    ("michael", "mike mickey"),
    (
        "mohammed",
        "mohamed mohammad muhammad muhammed mohamad mohammod",
    ),
    ("nicholas", "nick nicky"),
    ("patrick", "pat paddy"),
    ("peter", "pete"),
    ("philip", "phil phillip"),
    ("richard", "rick dick rich ricky"),
    ("robert", "bob bobby rob robbie"),
    ("ronald", "ron ronnie"),
    ("samuel", "sam"),
    ("stephen", "steve steven"),
    ("susan", "sue susie"),
    ("theodore", "ted theo"),
    ("thomas", "tom tommy"),
    ("timothy", "tim"),
    ("victoria", "vicky"),
    ("walter", "walt"),
    ("william", "bill billy will willie"),
    ("yevgeny", "evgeny evgeni yevgeni"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_name_is_a_womans_or_a_mans_or_says_nothing() {
        assert_eq!(sex("Anna"), Some(Sex::Woman));
        assert_eq!(sex("Peter"), Some(Sex::Man));
        for name in ["Jean", "Orlan", "anna", ""] {
            assert_eq!(sex(name), None, "{name}");
        }
        for name in WOMEN {
            assert_ne!(words::flags(name, false) & words::FIRST_NAME, 0, "{name}");
        }
    }

    #[test]
    fn short_forms_keep_the_surname_and_the_first_name() {
        let fits = |short: &str, long: &str, like| {
            let (short, long): (Vec<&str>, Vec<&str>) =
                (short.split(' ').collect(), long.split(' ').collect());
            is_short_of(&short, &long, like)
        };
        assert!(fits("a orlan", "anna maria orlan", Like::Exactly));
        assert!(fits("maria orlan", "anna maria orlan", Like::Exactly));
        assert!(!fits("bob orlan", "robert orlan", Like::Exactly));
        assert!(fits("bob orlan", "robert orlan", Like::Nearly));
        assert!(!fits("anna orlan", "a orlan", Like::Nearly));
        assert!(!fits("peter orlan", "paul orlan", Like::Nearly));
    }
}
