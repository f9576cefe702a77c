//! `Article → its language`: from the text itself, and fast.
//!
//! The script decides first, then the share of function words, which nobody can write a few
//! sentences without. Only where these leave a doubt are character trigrams asked, since they
//! take milliseconds. What a page or record declares about itself is often a template's default,
//! so it only breaks ties.

use std::sync::LazyLock;

use super::Words;
use crate::article::{Article, Language, Role};

/// Words looked at: enough for a safe share, few enough to cost nothing.
const WORDS_MAX: usize = 100;
/// Characters that show the script.
const SCRIPT_CHARS_MAX: usize = 300;
/// Characters for the trigrams: more of them hardly change the answer.
const TRIGRAM_CHARS_MAX: usize = 1000;
/// Under this many letters, trigrams answer at random, and in tables of figures they do too.
const TRIGRAM_LETTERS_MIN: usize = 100;
const TRIGRAM_DIGITS_PERCENT_MAX: usize = 5;

/// The most frequent words of languages that share a script. Words of one or two letters that
/// several of these have (`a`, `de`, `en`) count for each, so they decide nothing alone.
pub const FUNCTION_WORDS: [(&str, &str); 18] = [
    (
        "en",
        "the of and to in a is was for that on with as by it he from at his be are has have an which not this were said they will their but",
    ),
    (
        "de",
        "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über so zum war haben nur oder aber vor zur bis mehr durch",
    ),
    (
        "fr",
        "de la le et les des en un une du dans est que qui pour par sur il au a pas plus avec ce ne se sont aux son mais comme ou elle sa été cette ses leur on",
    ),
    (
        "es",
        "de la que el en y a los del se las por un para con no una su al lo como más es pero sus le ha o este sí porque esta entre cuando muy sin sobre también fue",
    ),
    (
        "it",
        "di e il la che in a per un del è della le una con i non si da sono al dei nel alla più anche come dal gli ha lo delle nella ma su ed era suo questo",
    ),
    (
        "pt",
        "de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele das à seu sua ou quando muito nos já foi pelo pela até isso são também",
    ),
    (
        "nl",
        "de het een van en in is dat op te zijn met voor niet aan er om ook als dan maar bij door uit nog wordt naar heeft over werd die hij ze was deze tot worden",
    ),
    (
        "sv",
        "och i att det som en på är av för med till den har de inte om ett men var sig så vi från kan när nu över vid också efter eller hade hans under skulle",
    ),
    (
        "da",
        "og i at det som en på er af for med til den har de ikke om et men var sig så vi fra kan når nu over ved også efter eller havde hans blev hun jeg",
    ),
    (
        "no",
        "og i at det som en på er av for med til den har de ikke om et men var seg så vi fra kan når nå over ved også etter eller hadde hans ble hun jeg",
    ),
    (
        "pl",
        "i w na z się nie do to że jest o jak po co od za przez ale dla są był tym jego oraz już tak która który które może przy ich jej",
    ),
    (
        "cs",
        "a v se na je že o s z do i to za ve pro k jsou by ale jako od byl po které který jeho při také až nebo si podle už",
    ),
    (
        "tr",
        "ve bir bu da de için ile çok olarak daha olan gibi kadar ne en var sonra ancak ise değil göre o ama her",
    ),
    (
        "ru",
        "и в не на что с по как из за от его к это для но он был а о у все так же до при было также она они ее год который или после только бы",
    ),
    (
        "uk",
        "і в не на що з до та у як за від його це для але він був а про все так же при було також вона вони її рік який або після тільки й є",
    ),
    (
        "bg",
        "и на в за от се да с е че по са не това до при като който но или той един която те беше ще след между през",
    ),
    (
        "sr",
        "и у је на се да за од су са о као не то из који али до по би што је био ће та након због",
    ),
    (
        "be",
        "і ў на не з у што як да па для ад гэта яго быў ён але за пра а каб таксама яны або пры",
    ),
];

/// Which languages (bits by their place above) have a word.
static WORDS: LazyLock<Words<u32>> = LazyLock::new(|| {
    let mut words = Words::default();
    for (place, (_, list)) in FUNCTION_WORDS.iter().enumerate() {
        for word in list.split(' ') {
            *words.entry(word).or_insert(0) |= 1 << place;
        }
    }
    words
});

/// The language of an article's text; `declared` decides where the text cannot.
pub fn of(article: &Article, declared: Language) -> Language {
    let body = article
        .blocks
        .iter()
        .filter(|block| matches!(block.role, Role::Paragraph | Role::Heading))
        .map(|block| block.text.as_str());
    // The title comes last: headlines go without the small words.
    let parts = body.chain([article.title.as_str()]);
    let mut sample = String::new();
    for part in parts {
        if sample.len() >= TRIGRAM_CHARS_MAX * 2 {
            break;
        }
        sample.push_str(&part[..part.floor_char_boundary(TRIGRAM_CHARS_MAX * 2)]);
        sample.push('\n');
    }
    of_text(&sample, declared)
}

fn of_text(sample: &str, declared: Language) -> Language {
    let script = script(sample);
    if let Script::One(code) = script {
        return named(code);
    }
    if script == Script::Shared
        && let Some(language) = by_function_words(sample, declared)
    {
        return language;
    }
    let sure = || {
        let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
        let digits = sample.bytes().filter(u8::is_ascii_digit).count();
        if letters < TRIGRAM_LETTERS_MIN || digits * 100 > letters * TRIGRAM_DIGITS_PERCENT_MAX {
            return None;
        }
        let end = sample
            .char_indices()
            .nth(TRIGRAM_CHARS_MAX)
            .map_or(sample.len(), |(at, _)| at);
        if script == Script::Shared && is_list(&sample[..end]) {
            return None;
        }
        let guess = whatlang::detect(&sample[..end])?;
        let code = short_code(guess.lang().code());
        // Running text in one of these languages has its function words.
        let is_listed = FUNCTION_WORDS.iter().any(|(listed, _)| *listed == code);
        let fits = guess.is_reliable() && !(script == Script::Shared && is_listed);
        fits.then_some(code)
    };
    match script {
        Script::None => declared,
        _ => sure().map_or(declared, named),
    }
}

/// Whether a text is rather a list of names than sentences: a third of its words are capitalised.
fn is_list(text: &str) -> bool {
    let (mut words, mut capitals) = (0, 0);
    for word in text.split(|c: char| !c.is_alphabetic()) {
        words += usize::from(!word.is_empty());
        capitals += usize::from(word.starts_with(char::is_uppercase));
    }
    capitals * 3 > words
}

#[derive(PartialEq)]
enum Script {
    /// No letters.
    None,
    /// Written in by one language alone, or nearly so.
    One(&'static str),
    /// Latin or Cyrillic: function words can tell.
    Shared,
    /// A script of several languages whose words are not listed here.
    Other,
}

fn script(text: &str) -> Script {
    const ONE: [(&str, u32, u32); 7] = [
        ("el", 0x370, 0x400),
        ("he", 0x590, 0x600),
        ("th", 0xe00, 0xe80),
        ("ka", 0x10a0, 0x1100),
        ("ko", 0xac00, 0xd7b0),
        ("ja", 0x3040, 0x3100),
        ("zh", 0x4e00, 0xa000),
    ];
    // Nearly all that is in Latin letters is known by its first line.
    let start = &text.as_bytes()[..text.len().min(SCRIPT_CHARS_MAX)];
    if start.is_ascii() && start.iter().any(u8::is_ascii_alphabetic) {
        return Script::Shared;
    }
    let (mut counts, mut shared, mut letters) = ([0usize; 7], 0usize, 0usize);
    for c in text
        .chars()
        .filter(|c| c.is_alphabetic())
        .take(SCRIPT_CHARS_MAX)
    {
        letters += 1;
        let code = u32::from(c);
        if code < 0x250 || (0x400..0x530).contains(&code) {
            shared += 1;
        } else if let Some(place) = ONE
            .iter()
            .position(|(_, from, to)| (*from..*to).contains(&code))
        {
            counts[place] += 1;
        }
    }
    let [.., kana, han] = counts;
    if letters == 0 {
        Script::None
    } else if shared * 2 > letters {
        Script::Shared
    } else if (kana + han) * 2 > letters {
        // Japanese always has its syllables between the Chinese characters.
        Script::One(if kana * 20 > han { "ja" } else { "zh" })
    } else if let Some(place) = counts.iter().position(|count| count * 2 > letters) {
        Script::One(ONE[place].0)
    } else {
        Script::Other
    }
}

/// The language whose function words are clearly the most, if any is.
fn by_function_words(text: &str, declared: Language) -> Option<Language> {
    let mut hits = [0u32; FUNCTION_WORDS.len()];
    let (mut words, mut lower) = (0u32, String::new());
    let split = |c: char| !c.is_alphabetic();
    for word in text
        .split(split)
        .filter(|word| !word.is_empty())
        .take(WORDS_MAX)
    {
        words += 1;
        // The longest word of the lists has 12 bytes.
        if word.len() > 14 {
            continue;
        }
        lower.clear();
        match word.is_ascii() {
            true => {
                lower.push_str(word);
                lower.make_ascii_lowercase();
            }
            false => lower.extend(word.chars().flat_map(char::to_lowercase)),
        }
        let mut languages = WORDS.get(lower.as_str()).copied().unwrap_or(0);
        while languages != 0 {
            hits[languages.trailing_zeros() as usize] += 1;
            languages &= languages - 1;
        }
    }
    let most_first = |hits: &[u32]| {
        let mut order: Vec<usize> = (0..hits.len()).collect();
        order.sort_by_key(|place| std::cmp::Reverse(hits[*place]));
        order
    };
    let mut order = most_first(&hits);
    // Languages in Cyrillic letters share most of their small words, but not their alphabets.
    let mut is_only_one = false;
    if is_cyrillic(FUNCTION_WORDS[order[0]].0) {
        let lacks = lacking(text);
        is_only_one = lacks.len() + 1 == ALPHABETS.len();
        for (place, (code, _)) in FUNCTION_WORDS.iter().enumerate() {
            if lacks.contains(code) {
                hits[place] = 0;
            }
        }
        order = most_first(&hits);
    }
    let (first, second) = (hits[order[0]], hits[order[1]]);
    // Running text has 30 to 50 of 100; tables of figures have fewer, lists of names almost none.
    let least = if is_only_one { 1 } else { 3 };
    let many = first >= least && first * 100 >= words * 12;
    let alone = first >= 4 && first * 100 >= words * 4 && first >= second * 3;
    let enough = many || alone;
    if enough && first * 2 >= second * 3 && (first - second >= 2 || is_only_one) {
        return Some(named(FUNCTION_WORDS[order[0]].0));
    }
    // Near relatives, such as Danish and Norwegian: what the source declares decides.
    order
        .iter()
        .find(|place| FUNCTION_WORDS[**place].0 == declared.code())
        .filter(|place| enough && hits[**place] * 10 >= first * 9)
        .map(|_| declared)
}

/// Languages in Cyrillic letters, with letters of the others that they do not have.
const ALPHABETS: [(&str, &str); 5] = [
    ("ru", "іїєґўјљњђћџѓќѕ"),
    ("uk", "ыэёъўјљњђћџѓќѕ"),
    ("bg", "ыэёіїєґўјљњђћџѓќѕ"),
    ("sr", "йщъыьэюяёіїєґўѓќѕ"),
    ("be", "ищъїєґјљњђћџѓќѕ"),
];

/// Letters without which hardly a line of a language is written.
const FREQUENT: [(&str, &str); 2] = [("uk", "іїє"), ("be", "іў")];

fn is_cyrillic(code: &str) -> bool {
    ALPHABETS.iter().any(|(cyrillic, _)| *cyrillic == code)
}

/// Which of the languages in Cyrillic letters a text cannot be in: it has letters that they lack,
/// more than names and quotes bring with them. In Bulgarian, the soft sign stands before `о` alone,
/// and in Russian the hard sign before the vowels of its kind. A letter that none of them has tells
/// against all.
fn lacking(text: &str) -> Vec<&'static str> {
    const FOREIGN_PERCENT_MAX: usize = 1;
    /// Letters in which a frequent one would be: one of fourteen is.
    const LINE_LETTERS_MIN: usize = 50;
    const OWN: &str = "ёіїєґўјљњђћџѓќѕ";
    let mut letters = 0;
    let mut is_missing = FREQUENT.map(|_| true);
    let mut foreign = [0usize; ALPHABETS.len()];
    let mut lower = text
        .chars()
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphabetic())
        .take(TRIGRAM_CHARS_MAX)
        .peekable();
    while let Some(c) = lower.next() {
        letters += 1;
        let is_soft = c == 'ь' && lower.peek() != Some(&'о');
        let is_hard = c == 'ъ' && !lower.peek().is_some_and(|next| "еёюя".contains(*next));
        let is_strange =
            ('\u{400}'..'\u{530}').contains(&c) && !('а'..='я').contains(&c) && !OWN.contains(c);
        for ((_, frequent), is_missing) in FREQUENT.iter().zip(&mut is_missing) {
            *is_missing &= !frequent.contains(c);
        }
        for ((code, lacks), count) in ALPHABETS.iter().zip(&mut foreign) {
            let is_foreign = is_strange
                || lacks.contains(c)
                || is_soft && *code == "bg"
                || is_hard && *code == "ru";
            *count += usize::from(is_foreign);
        }
    }
    ALPHABETS
        .iter()
        .zip(foreign)
        .map(|((code, _), count)| (*code, count))
        .filter(|(code, count)| {
            let mut missing = FREQUENT.iter().zip(is_missing);
            count * 100 > letters * FOREIGN_PERCENT_MAX
                || letters >= LINE_LETTERS_MIN
                    && missing.any(|((frequent, _), is_missing)| is_missing && frequent == code)
        })
        .map(|(code, _)| code)
        .collect()
}

fn named(code: &str) -> Language {
    code.parse().unwrap_or_default()
}

/// The two-letter code for a three-letter one of the trigram detector.
fn short_code(code: &'static str) -> &'static str {
    const SHORT: [(&str, &str); 66] = [
        ("afr", "af"),
        ("amh", "am"),
        ("ara", "ar"),
        ("aze", "az"),
        ("bel", "be"),
        ("ben", "bn"),
        ("bul", "bg"),
        ("cat", "ca"),
        ("ces", "cs"),
        ("cmn", "zh"),
        ("cym", "cy"),
        ("dan", "da"),
        ("deu", "de"),
        ("ell", "el"),
        ("eng", "en"),
        ("epo", "eo"),
        ("est", "et"),
        ("fin", "fi"),
        ("fra", "fr"),
        ("guj", "gu"),
        ("heb", "he"),
        ("hin", "hi"),
        ("hrv", "hr"),
        ("hun", "hu"),
        ("hye", "hy"),
        ("ind", "id"),
        ("ita", "it"),
        ("jav", "jv"),
        ("jpn", "ja"),
        ("kan", "kn"),
        ("kat", "ka"),
        ("khm", "km"),
        ("kor", "ko"),
        ("lat", "la"),
        ("lav", "lv"),
        ("lit", "lt"),
        ("mal", "ml"),
        ("mar", "mr"),
        ("mkd", "mk"),
        ("mya", "my"),
        ("nep", "ne"),
        ("nld", "nl"),
        ("nob", "no"),
        ("ori", "or"),
        ("pan", "pa"),
        ("pes", "fa"),
        ("pol", "pl"),
        ("por", "pt"),
        ("ron", "ro"),
        ("rus", "ru"),
        ("sin", "si"),
        ("slk", "sk"),
        ("slv", "sl"),
        ("sna", "sn"),
        ("spa", "es"),
        ("srp", "sr"),
        ("swe", "sv"),
        ("tam", "ta"),
        ("tel", "te"),
        ("tgl", "tl"),
        ("tha", "th"),
        ("tuk", "tk"),
        ("tur", "tr"),
        ("ukr", "uk"),
        ("urd", "ur"),
        ("vie", "vi"),
    ];
    SHORT
        .iter()
        .find(|(long, _)| *long == code)
        .map_or(code, |(_, short)| short)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let language = of_text(text, Language::UNDETERMINED);
        assert_eq!(language.code(), expected, "{text}");
    }

    #[test]
    fn a_sentence_shows_its_language() {
        check(
            "The ferry was late because of the fog in the harbour.",
            "en",
        );
        check(
            "Die Fähre kam zu spät, weil der Nebel im Hafen lag und die Lotsen warteten.",
            "de",
        );
        check(
            "Le ferry est arrivé en retard à cause du brouillard dans le port.",
            "fr",
        );
        check(
            "El ferry llegó tarde por la niebla que había en el puerto de la ciudad.",
            "es",
        );
        check(
            "Il traghetto è arrivato in ritardo per la nebbia che era nel porto.",
            "it",
        );
        check(
            "De veerboot was te laat omdat er mist in de haven hing.",
            "nl",
        );
        check(
            "Паром опоздал, и в порту говорили, что это не из-за тумана.",
            "ru",
        );
        check(
            "Пором запізнився, і в порту казали, що це не через туман.",
            "uk",
        );
    }

    #[test]
    fn languages_in_cyrillic_letters_are_told_apart_by_their_alphabets() {
        for (text, code) in [
            ("Паром вышел из порта в шесть и не вернулся.", "ru"),
            ("Судья Соллис велел открыть окна и слушать запись.", "ru"),
            (
                "Следователи искали на борту шесть подписей, сделанных до марта.",
                "ru",
            ),
            // Neither a small word nor a letter that tells.
            ("Паром опоздал.", "und"),
            ("Кеме алты сағатта кетіп, қайтпады.", "und"),
            ("В порту ждали до утра, но вестей о пароме не было.", "ru"),
            (
                "Порт Анселм скорбит: на борту было сорок человек и двое детей.",
                "ru",
            ),
            (
                "Фериботът излезе от пристанището в шест и не се върна.",
                "bg",
            ),
            ("Трајект је изашао из луке у шест и није се вратио.", "sr"),
            (
                "Пором вийшов з порту о шостій і не повернувся до ранку.",
                "uk",
            ),
            (
                "Паром выйшаў з порта а шостай і не вярнуўся да раніцы.",
                "be",
            ),
        ] {
            check(text, code);
        }
    }

    #[test]
    fn a_script_of_one_language_needs_no_words() {
        check("Το πλοίο άργησε", "el");
        check("船は霧で遅れました", "ja");
        check("渡轮因雾晚点", "zh");
        check("배가 안개로 늦었다", "ko");
    }

    #[test]
    fn doubtful_text_is_undetermined() {
        for text in ["", "12 34 56", "Okonjo-Reyes", "OK"] {
            check(text, "und");
        }
    }

    #[test]
    fn what_is_declared_only_decides_where_the_text_cannot() {
        let german: Language = "de".parse().unwrap_or_default();
        assert_eq!(of_text("Okonjo-Reyes", german), german);
        let english = "The ferry was late because of the fog in the harbour.";
        assert_eq!(of_text(english, german).code(), "en");
    }

    #[test]
    fn a_list_of_names_has_no_language() {
        check(
            "Alba Iulia, Oradea, Arad, Iara, Deva, Turda, Zalau. Ion Popa, Ana Luca, Radu Marin, \
             Ilie Stan, Mara Dinu, Dan Ene, Lia Rusu, Petru Balan, Vlad Oprea, Nora Tudor.",
            "und",
        );
    }
}
