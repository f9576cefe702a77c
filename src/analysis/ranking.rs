//! `word → how much it counts`: every weight of the ranking, with its reason.
//!
//! An article's score is BM25 (Robertson and Zaragoza, 2009) over one field of title, body and
//! captions, with the engine's k1 = 1.2 and b = 0.75. Those two stay: of the pairs tried from
//! 0.9/0.6 to 1.6/0.75 none was better by more than 0.003 on the topics below, and those that were
//! found headlines' stories less well.
//!
//! The figures below are nDCG@10 in a model of this ranking, with equal scores in the order of the
//! file: the mean of five sets of topics (time, cranfield, cisi, cacm, npl); then claims looked for
//! in abstracts (scifact), posts in fact checks (checkthat), and headlines in the stories that they
//! were taken from (Reuters). With the title counted once, and 33 small words left out: .470, .701,
//! .819, .811.
//!
//! Tried without gain on all of these together: the share of the query's idf that an article has
//! (-.0005 to +.0017 on topics, nothing elsewhere), words near each other (-.0005 to -.0002),
//! unstemmed words as a second clause (-.006 to -.0005), other powers of idf (-.004 to +.003, and
//! down to -.009 on headlines), the title as a second field (-.007 to -.0015), a least length for
//! short articles (-.004 to 0), repeated words that count less (+.004 on posts, -.0015 on topics).

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::hash::hash_of;
use crate::article::Language;
use crate::extract::language::FUNCTION_WORDS;

/// Times that each word of the title counts, in the frequency and in the length alike. Once: .484,
/// .699, .847, .812; three times: .493, .702, .843, .812; five times: .491, .702, .839, .812.
pub const TITLE_WEIGHT: u32 = 3;

/// What a small word of a query counts, such as *the* or *between*. Without such words (0): .491,
/// .702, .839, .811; at 0.2: .493, .702, .843, .812; at 0.3: .491, .703, .842, .812. They are kept
/// since queries may be made of them alone, and since a headline or a quotation has its own.
const SMALL_WEIGHT: f32 = 0.2;

/// What a word counts that asks or tells more often than it is asked for, such as *describe* or
/// *find*. 1: .493, .702, .843, .812; 0.5: .495, .701, .845, .812; 0.3: .495, .700, .844, .812.
const ASKING_WEIGHT: f32 = 0.5;

/// What the newest article of all gains with `--recent`, as a part of the best score of the query: it
/// passes a better match that is old, not one that is twice as good. No set of queries that we have
/// tells when they were asked, so that this is set by judgement, as the next is.
pub const RECENT_SHARE: f32 = 0.25;

/// Days after which an article gains half of that.
pub const RECENT_HALF_LIFE_DAYS: f32 = 365.0;

/// The small words of English. They have no part in the length of an article either, by which
/// frequencies are weighed: with them .490, .705, .837, .814; without them .493, .702, .843, .812.
const SMALL: &str = "\
    a about above across after afterwards again against all almost alone along already also \
    although always am among amongst an and another any anybody anyhow anyone anything anyway \
    anyways anywhere apart are around as aside at away be became because become becomes becoming \
    been before beforehand behind being below beside besides between beyond both but by can \
    cannot could did do does doing done down downwards during each either else elsewhere enough \
    etc even ever every everybody everyone everything everywhere except far few for former \
    formerly from further furthermore had has have having he hence her here hereafter hereby \
    herein hers herself him himself his how howbeit however i if in indeed inside instead into \
    inward is it its itself just last latter least less lest like likely many may maybe me \
    meanwhile might mine more moreover most mostly much must my myself namely near nearly \
    neither never nevertheless no nobody none nor not nothing now nowhere of off often on once \
    one only onto or other others otherwise our ours ourselves out outside over overall own per \
    perhaps quite rather really s same seem seemed seeming seems shall she should since so some \
    somebody somehow someone something sometime sometimes somewhat somewhere still such t than \
    that the their theirs them themselves then thence there thereafter thereby therefore therein \
    thereof these they this those though through throughout thru thus to together too toward \
    towards under unless until up upon us very via was we well were what whatever when whence \
    whenever where whereas whereby wherein whereupon wherever whether which while whither who \
    whoever whole whom whose why will with within without would yet you your yours yourself \
    yourselves";

/// Words of English that ask or tell.
const ASKING: &str = "\
    able accordingly allow allowed allows appear appeared appears appropriate ask asked asking \
    asks available bring brings brought came cause certain come comes coming concern concerned \
    concerning concerns consider considered considering considers contain contained containing \
    contains corresponding deal dealing deals describe described describes describing different \
    discuss discussed discusses discussing exist existing exists find finding finds follow \
    followed following follows found get gets getting give given gives giving go goes going gone \
    got include included includes including indicate indicated indicates interest interested \
    keep keeps kept kind kinds know known knows let look looking looks made make makes making \
    need needed needs obtain obtained obtaining particular particularly please possible provide \
    provided provides regard regarding regards related relating relevant respectively said say \
    saying says see seek seeking seen several show showed showing shown shows similar sort sorts \
    specific specified suggest suggested take taken takes taking tell tells told type types use \
    used useful uses using usually various want wanted wants way ways wish";

/// What words count that a query for any of many words does not have: kin of its words, and company
/// that they have in the best articles (see `search::lift`).
///
/// The figures are of the same collections. Without either: .494, .701, .845, .812; kin alone: .499,
/// .701, .847, .814; company alone: .504, .708, .844, .812; both: .508, .708, .846, .813. First
/// sentences of articles of an encyclopedia, looked for in 25,000 articles without these sentences:
/// .824; both: .836.
///
/// Tried instead, with less: company that the words of the query are part of, as relevance models
/// have it (.505, .704, .840, .812; with articles by their plain scores and half the weight .502,
/// .697, .842, .813); kin that only share five letters (.498, .701, .847, .814); stemming stems
/// again (.496, .701, .846, .812); two words of the query that stand as one (-.002 to +.001 on
/// topics, +.002 on claims); vectors of words, by their company in an encyclopedia (-.003 to +.001 on
/// topics, -.005 to +.001 on claims) or in the archive itself (-.004 to +.001, 0 to +.003).
pub mod lifting {
    /// Different telling words from which on a query is lifted: few words are meant as they stand, and
    /// are answered fast. 1: .509, .709, .845, .814; 8: .502, .704, .845, .812.
    pub const WORDS_MIN: usize = 5;

    /// Letters that kin have in common at least. 4: .509, .709, .845, .814; 6: .507, .709, .844, .813.
    pub const KIN_LETTERS_MIN: usize = 5;

    /// What kin of a word count beside it, as if they were as rare. 0.2: .507, .709, .845, .813; 0.5:
    /// .508, .708, .847, .812.
    pub const KIN_WEIGHT: f32 = 0.3;

    /// Kin of one stem, those in most articles. Few have more: 5 and 20 give the same.
    pub const KIN_MAX: usize = 10;

    /// The best articles, of which the company is taken. 3: .505, .709, .842, .812; 10: .506, .710, .846,
    /// .812.
    pub const ARTICLES: usize = 5;

    /// The power of an article's score by which its words count. 1: .503, .698, .834, .808; 3: .508,
    /// .702, .843, .810; 12: .506, .710, .842, .813.
    pub const POWER: i32 = 6;

    /// Words of the company. 15: .507, .707, .843, .813; 60: .505, .706, .846, .813.
    pub const WORDS: usize = 30;

    /// What they count all together, of what the words of the query do. 0.2: .503, .704, .848, .813;
    /// 0.6: .508, .709, .842, .815.
    pub const COMPANY_WEIGHT: f32 = 0.4;
}

/// What the words and names of an article count when it is the query.
///
/// The figures are of 47 English articles of the sample archive, of 16 events told apart by hand: mean
/// average precision of the articles of the same event, and how many of the first hits are of it. As
/// it is: .772, .787.
pub mod likeness {
    /// Words of the article that are searched. 20: .716, .745; 30: .744, .787; 60: .783, .809, at half as
    /// much time again.
    pub const WORDS: usize = 40;

    /// Names that are searched. With 30 words, 5: .733, .745; 10: .744, .787; 15: .747, .766.
    pub const NAMES: usize = 10;

    /// What a name counts beside a word as rare: its words are searched too. With 30 words, 0.5: .734,
    /// .745; 2: .711, .723.
    const NAME_WEIGHT: f32 = 1.0;

    /// Names and words that a story must have in common with the article: one can be chance.
    pub const SHARED_MIN: usize = 2;

    /// How often the article has a term that counts half of its most (k3 of BM25). With 30 words,
    /// 1.2: .730, .723; 4: .744, .787; 8: .744, .766; 1000: .738, .723.
    const HALF: f32 = 5.0;

    /// What a word counts that the article has so many times.
    pub fn word(times: u32) -> f32 {
        let times = times as f32;
        times * (1.0 + HALF) / (times + HALF)
    }

    /// What a name counts that the article has so many times.
    pub fn name(times: u32) -> f32 {
        NAME_WEIGHT * word(times)
    }
}

/// The small words of one language.
pub struct SmallWords(FxHashSet<u64>);

impl SmallWords {
    /// Whether the folded word with this hash (see [`hash_of`]) is one.
    pub fn has_hashed(&self, hash: u64) -> bool {
        self.0.contains(&hash)
    }

    fn of_text(words: &str) -> SmallWords {
        let words = words.split_whitespace();
        SmallWords(
            words
                .map(|word| hash_of(super::fold(word).as_bytes()))
                .collect(),
        )
    }
}

static SMALL_WORDS: LazyLock<FxHashMap<&str, SmallWords>> = LazyLock::new(|| {
    let others = FUNCTION_WORDS.iter().filter(|(code, _)| *code != "en");
    let all = others.chain([&("en", SMALL)]);
    all.map(|(code, words)| (*code, SmallWords::of_text(words)))
        .collect()
});

static ASKING_WORDS: LazyLock<SmallWords> = LazyLock::new(|| SmallWords::of_text(ASKING));

/// The small words of a language, if they are known.
pub fn small_words(language: Language) -> Option<&'static SmallWords> {
    SMALL_WORDS.get(language.or_english().code())
}

/// What a folded word of a query counts, by the language that most articles are in.
pub fn weight(language: Language, word: &str) -> f32 {
    let hash = hash_of(word.as_bytes());
    if small_words(language).is_some_and(|words| words.has_hashed(hash)) {
        SMALL_WEIGHT
    } else if language.or_english() == Language::ENGLISH && ASKING_WORDS.has_hashed(hash) {
        ASKING_WEIGHT
    } else {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_words_count_little_in_their_own_language_alone() {
        let weigh = |code: &str, word| weight(code.parse().unwrap_or_default(), word);
        assert_eq!(weigh("en", "the"), SMALL_WEIGHT);
        assert_eq!(weigh("en", "describe"), ASKING_WEIGHT);
        assert_eq!(weigh("en", "war"), 1.0);
        assert_eq!(weigh("de", "war"), SMALL_WEIGHT);
        assert_eq!(weigh("de", "für"), 1.0, "words are given folded");
        assert_eq!(weigh("de", "fur"), SMALL_WEIGHT);
    }

    #[test]
    fn a_text_of_no_known_language_is_weighed_as_english() {
        assert_eq!(weight(Language::UNDETERMINED, "the"), SMALL_WEIGHT);
    }
}
