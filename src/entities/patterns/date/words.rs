//! The words that dates are made of, in the languages that are read.

use std::sync::LazyLock;

use jiff::civil::Weekday;
use rustc_hash::FxHashMap;

use super::super::languages::Languages;
use super::super::scan::Start;

/// What a word says about time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// From 1.
    Month(i8),
    /// `Feb`; no month by itself.
    ShortMonth(i8),
    Weekday(Weekday),
    /// `Tue`, `Dienstag`: a day only beside what makes it one.
    ShyWeekday(Weekday),
    /// `today` is 0, `tomorrow` 1.
    Day(i8),
    /// `last`, `this`, `next`.
    Shift(Shift),
    Unit(Unit),
    /// Spring is 0.
    Season(i8),
    /// `early`, `mid`, `late`.
    Third(i8),
    /// After a number and unit.
    Ago,
    /// Before a number and unit: `vor`, `hace`, `il`.
    AgoBefore,
    Percent,
    /// `www`.
    Web,
    Currency,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shift {
    Last,
    This,
    Next,
    /// The stretch that ends now: `the past week`.
    Past,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    PartOfDay,
    Night,
    Day,
    Weekend,
    Week,
    Month,
    Quarter,
    Half,
    Year,
    Decade,
    Century,
}

const EN: Languages = Languages::EN;
const DE: Languages = Languages::DE;
const FR: Languages = Languages::FR;
const ES: Languages = Languages::ES;
const PT: Languages = Languages::PT;
const NL: Languages = Languages::NL;
const SV: Languages = Languages::SV;
const ANY: Languages = Languages::ANY;

/// Words by meaning. English and German months need their capital letter ("may", "march"); French,
/// Spanish and Russian ones are written without, and known in every text.
const WORDS: &[(Languages, Word, &str)] = &[
    (
        ANY,
        Word::Month(1),
        "January Januar Jänner janvier enero января",
    ),
    (
        ANY,
        Word::Month(2),
        "February Februar février febrero февраля",
    ),
    (ANY, Word::Month(3), "March März mars marzo марта"),
    (ANY, Word::Month(4), "April avril abril апреля"),
    (ANY, Word::Month(5), "May Mai mai mayo мая"),
    (ANY, Word::Month(6), "June Juni juin junio июня"),
    (ANY, Word::Month(7), "July Juli juillet julio июля"),
    (ANY, Word::Month(8), "August août agosto августа"),
    (
        ANY,
        Word::Month(9),
        "September septembre septiembre сентября",
    ),
    (
        ANY,
        Word::Month(10),
        "October Oktober octobre octubre октября",
    ),
    (ANY, Word::Month(11), "November novembre noviembre ноября"),
    (
        ANY,
        Word::Month(12),
        "December Dezember décembre diciembre декабря",
    ),
    (ANY, Word::ShortMonth(1), "Jan JANUARY JAN"),
    (ANY, Word::ShortMonth(2), "Feb FEBRUARY FEB"),
    (ANY, Word::ShortMonth(3), "Mar MARCH MAR"),
    (ANY, Word::ShortMonth(4), "Apr APRIL APR"),
    (ANY, Word::ShortMonth(5), "MAY"),
    (ANY, Word::ShortMonth(6), "Jun JUNE JUN"),
    (ANY, Word::ShortMonth(7), "Jul JULY JUL"),
    (ANY, Word::ShortMonth(8), "Aug AUGUST AUG"),
    (ANY, Word::ShortMonth(9), "Sept Sep SEPTEMBER SEPT SEP"),
    (ANY, Word::ShortMonth(10), "Oct OCTOBER OCT"),
    (ANY, Word::ShortMonth(11), "Nov NOVEMBER NOV"),
    (ANY, Word::ShortMonth(12), "Dec DECEMBER DEC"),
    (PT, Word::Month(1), "janeiro Janeiro"),
    (PT, Word::Month(2), "fevereiro Fevereiro"),
    (PT, Word::Month(3), "março Março"),
    (PT, Word::Month(5), "maio Maio"),
    (PT, Word::Month(6), "junho Junho"),
    (PT, Word::Month(7), "julho Julho"),
    (PT, Word::Month(9), "setembro Setembro"),
    (PT, Word::Month(10), "outubro Outubro"),
    (PT, Word::Month(11), "novembro Novembro"),
    (PT, Word::Month(12), "dezembro Dezembro"),
    (NL.or(SV), Word::Month(1), "januari Januari"),
    (NL.or(SV), Word::Month(2), "februari Februari"),
    (NL, Word::Month(3), "maart Maart"),
    (NL.or(SV), Word::Month(4), "april"),
    (NL, Word::Month(5), "mei Mei"),
    (SV, Word::Month(5), "maj Maj"),
    (NL.or(SV), Word::Month(6), "juni"),
    (NL.or(SV), Word::Month(7), "juli"),
    (NL, Word::Month(8), "augustus Augustus"),
    (SV, Word::Month(8), "augusti Augusti"),
    (NL.or(SV), Word::Month(9), "september"),
    (NL.or(SV), Word::Month(10), "oktober"),
    (NL.or(SV), Word::Month(11), "november"),
    (NL.or(SV), Word::Month(12), "december"),
    (FR, Word::Month(1), "Janvier"),
    (FR, Word::Month(2), "Février"),
    (FR, Word::Month(3), "Mars"),
    (FR, Word::Month(4), "Avril"),
    (FR, Word::Month(6), "Juin"),
    (FR, Word::Month(7), "Juillet"),
    (FR, Word::Month(8), "Août"),
    (FR, Word::Month(9), "Septembre"),
    (FR, Word::Month(10), "Octobre"),
    (FR, Word::Month(11), "Novembre"),
    (FR, Word::Month(12), "Décembre"),
    (EN, Word::Weekday(Weekday::Monday), "Monday"),
    (EN, Word::Weekday(Weekday::Tuesday), "Tuesday"),
    (EN, Word::Weekday(Weekday::Wednesday), "Wednesday"),
    (EN, Word::Weekday(Weekday::Thursday), "Thursday"),
    (EN, Word::Weekday(Weekday::Friday), "Friday"),
    (EN, Word::Weekday(Weekday::Saturday), "Saturday"),
    (EN, Word::Weekday(Weekday::Sunday), "Sunday"),
    (EN, Word::ShyWeekday(Weekday::Monday), "Mon"),
    (EN, Word::ShyWeekday(Weekday::Tuesday), "Tue Tues"),
    (EN, Word::ShyWeekday(Weekday::Wednesday), "Wed"),
    (EN, Word::ShyWeekday(Weekday::Thursday), "Thu Thur Thurs"),
    (EN, Word::ShyWeekday(Weekday::Friday), "Fri"),
    (EN, Word::ShyWeekday(Weekday::Saturday), "Sat"),
    (EN, Word::ShyWeekday(Weekday::Sunday), "Sun"),
    (
        DE,
        Word::ShyWeekday(Weekday::Monday),
        "Montag Montagabend Montagmorgen Montagnachmittag",
    ),
    (
        DE,
        Word::ShyWeekday(Weekday::Tuesday),
        "Dienstag Dienstagabend Dienstagmorgen Dienstagnachmittag",
    ),
    (
        DE,
        Word::ShyWeekday(Weekday::Wednesday),
        "Mittwoch Mittwochabend Mittwochmorgen Mittwochnachmittag",
    ),
    (
        DE,
        Word::ShyWeekday(Weekday::Thursday),
        "Donnerstag Donnerstagabend Donnerstagmorgen Donnerstagnachmittag",
    ),
    (
        DE,
        Word::ShyWeekday(Weekday::Friday),
        "Freitag Freitagabend Freitagmorgen Freitagnachmittag",
    ),
    (
        DE,
        Word::ShyWeekday(Weekday::Saturday),
        "Samstag Sonnabend Samstagabend Samstagmorgen Samstagnachmittag",
    ),
    (
        DE,
        Word::ShyWeekday(Weekday::Sunday),
        "Sonntag Sonntagabend Sonntagmorgen Sonntagnachmittag",
    ),
    (FR, Word::Weekday(Weekday::Monday), "lundi Lundi"),
    (FR, Word::Weekday(Weekday::Tuesday), "mardi Mardi"),
    (FR, Word::Weekday(Weekday::Wednesday), "mercredi Mercredi"),
    (FR, Word::Weekday(Weekday::Thursday), "jeudi Jeudi"),
    (FR, Word::Weekday(Weekday::Friday), "vendredi Vendredi"),
    (FR, Word::Weekday(Weekday::Saturday), "samedi Samedi"),
    (FR, Word::Weekday(Weekday::Sunday), "dimanche Dimanche"),
    (ES, Word::ShyWeekday(Weekday::Monday), "lunes"),
    (ES, Word::ShyWeekday(Weekday::Tuesday), "martes"),
    (ES, Word::ShyWeekday(Weekday::Wednesday), "miércoles"),
    (ES, Word::ShyWeekday(Weekday::Thursday), "jueves"),
    (ES, Word::ShyWeekday(Weekday::Friday), "viernes"),
    (ES.or(PT), Word::ShyWeekday(Weekday::Saturday), "sábado"),
    (ES.or(PT), Word::ShyWeekday(Weekday::Sunday), "domingo"),
    // With "-feira": the words alone are ordinals.
    (PT, Word::ShyWeekday(Weekday::Monday), "segunda"),
    (PT, Word::ShyWeekday(Weekday::Tuesday), "terça"),
    (PT, Word::ShyWeekday(Weekday::Wednesday), "quarta"),
    (PT, Word::ShyWeekday(Weekday::Thursday), "quinta"),
    (PT, Word::ShyWeekday(Weekday::Friday), "sexta"),
    (NL, Word::Weekday(Weekday::Monday), "maandag Maandag"),
    (NL, Word::Weekday(Weekday::Tuesday), "dinsdag Dinsdag"),
    (NL, Word::Weekday(Weekday::Wednesday), "woensdag Woensdag"),
    (NL, Word::Weekday(Weekday::Thursday), "donderdag Donderdag"),
    (NL, Word::Weekday(Weekday::Friday), "vrijdag Vrijdag"),
    (NL, Word::Weekday(Weekday::Saturday), "zaterdag Zaterdag"),
    (NL, Word::Weekday(Weekday::Sunday), "zondag Zondag"),
    (
        SV,
        Word::Weekday(Weekday::Monday),
        "måndag måndags måndagen Måndag",
    ),
    (
        SV,
        Word::Weekday(Weekday::Tuesday),
        "tisdag tisdags tisdagen Tisdag",
    ),
    (
        SV,
        Word::Weekday(Weekday::Wednesday),
        "onsdag onsdags onsdagen Onsdag",
    ),
    (
        SV,
        Word::Weekday(Weekday::Thursday),
        "torsdag torsdags torsdagen Torsdag",
    ),
    (
        SV,
        Word::Weekday(Weekday::Friday),
        "fredag fredags fredagen Fredag",
    ),
    (
        SV,
        Word::Weekday(Weekday::Saturday),
        "lördag lördags lördagen Lördag",
    ),
    (
        SV,
        Word::Weekday(Weekday::Sunday),
        "söndag söndags söndagen Söndag",
    ),
    (EN, Word::Day(-1), "yesterday Yesterday"),
    (EN, Word::Day(0), "today Today tonight Tonight"),
    (EN, Word::Day(1), "tomorrow Tomorrow"),
    (DE, Word::Day(-2), "vorgestern Vorgestern"),
    (DE, Word::Day(-1), "gestern Gestern"),
    (DE, Word::Day(0), "heute Heute"),
    (DE, Word::Day(1), "morgen"),
    (DE, Word::Day(2), "übermorgen Übermorgen"),
    (FR, Word::Day(-1), "hier Hier"),
    // Of "aujourd’hui".
    (FR, Word::Day(0), "aujourd Aujourd"),
    (FR, Word::Day(1), "demain Demain"),
    (ES, Word::Day(-1), "ayer Ayer"),
    (ES, Word::Day(0), "hoy Hoy"),
    (PT, Word::Day(-1), "ontem Ontem"),
    (PT, Word::Day(0), "hoje Hoje"),
    (PT, Word::Day(1), "amanhã Amanhã"),
    (NL, Word::Day(-2), "eergisteren"),
    (NL, Word::Day(-1), "gisteren Gisteren"),
    (NL, Word::Day(0), "vandaag Vandaag"),
    (NL, Word::Day(1), "morgen"),
    (NL, Word::Day(2), "overmorgen"),
    (SV, Word::Day(-1), "igår Igår"),
    (SV, Word::Day(0), "idag Idag"),
    (SV, Word::Day(1), "imorgon Imorgon"),
    (EN, Word::Shift(Shift::Last), "last Last"),
    (EN, Word::Shift(Shift::This), "this This"),
    (EN, Word::Shift(Shift::Next), "next Next"),
    (EN, Word::Shift(Shift::Past), "past"),
    (
        DE,
        Word::Shift(Shift::Last),
        "letzte letzten letzter letztes letztem vergangene vergangenen vergangener vergangenes vergangenem vorige vorigen voriges voriger",
    ),
    (
        DE,
        Word::Shift(Shift::This),
        "diese diesen dieser dieses diesem",
    ),
    (
        DE,
        Word::Shift(Shift::Next),
        "nächste nächsten nächster nächstes nächstem kommende kommenden kommender kommendes",
    ),
    (FR, Word::Shift(Shift::Last), "dernier dernière"),
    (FR, Word::Shift(Shift::This), "ce cet cette Cette"),
    (FR, Word::Shift(Shift::Next), "prochain prochaine"),
    (ES, Word::Shift(Shift::Last), "pasado pasada"),
    (ES, Word::Shift(Shift::This), "este esta Este Esta"),
    (ES, Word::Shift(Shift::Next), "próximo próxima"),
    (PT, Word::Shift(Shift::Last), "passado passada"),
    (PT, Word::Shift(Shift::This), "este esta neste nesta"),
    (PT, Word::Shift(Shift::Next), "próximo próxima"),
    (
        NL,
        Word::Shift(Shift::Last),
        "vorige Vorige afgelopen Afgelopen",
    ),
    (NL, Word::Shift(Shift::This), "deze dit Deze Dit"),
    (NL, Word::Shift(Shift::Next), "volgende Volgende"),
    (SV, Word::Shift(Shift::Last), "förra Förra"),
    (SV, Word::Shift(Shift::Next), "nästa Nästa"),
    (EN, Word::Unit(Unit::PartOfDay), "morning afternoon evening"),
    (EN, Word::Unit(Unit::Night), "night"),
    (EN, Word::Unit(Unit::Day), "day days"),
    (EN, Word::Unit(Unit::Weekend), "weekend"),
    (EN, Word::Unit(Unit::Week), "week weeks"),
    (EN, Word::Unit(Unit::Month), "month months"),
    (EN, Word::Unit(Unit::Quarter), "quarter"),
    (EN, Word::Unit(Unit::Half), "half"),
    (EN, Word::Unit(Unit::Year), "year years"),
    (EN, Word::Unit(Unit::Decade), "decade decades"),
    (EN, Word::Unit(Unit::Century), "century"),
    (DE, Word::Unit(Unit::Day), "Tag Tage Tagen"),
    (DE, Word::Unit(Unit::Week), "Woche Wochen"),
    (DE, Word::Unit(Unit::Weekend), "Wochenende"),
    (DE, Word::Unit(Unit::Month), "Monat Monats Monate Monaten"),
    (DE, Word::Unit(Unit::Year), "Jahr Jahres Jahre Jahren"),
    (FR, Word::Unit(Unit::Day), "jour jours"),
    (FR, Word::Unit(Unit::Week), "semaine semaines"),
    (FR, Word::Unit(Unit::Month), "mois"),
    (FR, Word::Unit(Unit::Year), "an ans année années"),
    (ES, Word::Unit(Unit::Day), "día días"),
    (ES.or(PT), Word::Unit(Unit::Week), "semana semanas"),
    (ES, Word::Unit(Unit::Month), "mes meses"),
    (ES, Word::Unit(Unit::Year), "año años"),
    (PT, Word::Unit(Unit::Day), "dia dias"),
    (PT, Word::Unit(Unit::Month), "mês meses"),
    (PT, Word::Unit(Unit::Year), "ano anos"),
    (NL, Word::Unit(Unit::Day), "dag dagen"),
    (NL, Word::Unit(Unit::Week), "week weken"),
    (NL, Word::Unit(Unit::Weekend), "weekend"),
    (NL, Word::Unit(Unit::Month), "maand maanden"),
    (NL, Word::Unit(Unit::Year), "jaar jaren"),
    (SV, Word::Unit(Unit::Day), "dag dagar"),
    (SV, Word::Unit(Unit::Week), "vecka veckan veckor"),
    (SV, Word::Unit(Unit::Month), "månad månaden månader"),
    (SV, Word::Unit(Unit::Year), "år året"),
    (EN, Word::Season(0), "spring"),
    (EN, Word::Season(1), "summer"),
    (EN, Word::Season(2), "autumn fall"),
    (EN, Word::Season(3), "winter"),
    (EN, Word::Third(0), "early Early"),
    (EN, Word::Third(1), "mid Mid"),
    (EN, Word::Third(2), "late Late"),
    (EN, Word::Ago, "ago"),
    (NL, Word::Ago, "geleden"),
    (SV, Word::Ago, "sedan"),
    (DE, Word::AgoBefore, "vor Vor"),
    (FR, Word::AgoBefore, "il Il"),
    (ES, Word::AgoBefore, "hace Hace"),
    (PT, Word::AgoBefore, "há Há"),
    (EN, Word::Percent, "percent per percentage"),
    (
        EN,
        Word::Currency,
        "dollars euros pounds crowns rubles roubles yen yuan francs marks rupees pesos rand cents pence",
    ),
    (ANY, Word::Web, "www WWW Www"),
];

/// What a word says in these languages.
pub fn word(word: &str, languages: Languages) -> Option<Word> {
    let meanings = LEXICON.words.get(word)?;
    meanings
        .iter()
        .find(|(of, _)| of.meets(languages))
        .map(|(_, word)| *word)
}

/// The languages of the words by how they start: a test that most words of a text fail.
pub struct Starts([Languages; HASHES]);

impl Starts {
    pub fn get() -> &'static Starts {
        &LEXICON.starts
    }

    /// Whether a word that starts so may be one that [`word`] knows.
    pub fn may_be_word(&self, start: Start, languages: Languages) -> bool {
        self.0[hash(start)].meets(languages)
    }
}

struct Lexicon {
    words: FxHashMap<&'static str, Vec<(Languages, Word)>>,
    starts: Starts,
}

/// A byte each; so many that few other words have the hash of one that is known.
const HASHES: usize = 1 << 13;

fn hash(start: Start) -> usize {
    let mixed = start.key().wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> (64 - HASHES.trailing_zeros())) as usize
}

/// Made once, from [`WORDS`].
static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut lexicon = Lexicon {
        words: FxHashMap::default(),
        starts: Starts([Languages::NONE; HASHES]),
    };
    for (languages, meaning, spellings) in WORDS {
        for spelling in spellings.split(' ') {
            let meanings: &mut Vec<_> = lexicon.words.entry(spelling).or_default();
            meanings.push((*languages, *meaning));
            let start = Start::of(spelling.as_bytes(), 0);
            let start = &mut lexicon.starts.0[hash(start)];
            *start = start.or(*languages);
        }
    }
    lexicon
});
