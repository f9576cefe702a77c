//! The words by which an apposition is known.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

/// What somebody is.
const PERSONS: &str = "\
abbot academic accountant activist actor actress adjutant administrator admiral adviser advisor aide
airline ally ambassador analyst anchor archbishop architect army artist assistant associate astronaut
athlete attorney author ayatollah banker baron baroness billionaire biologist bishop blogger boss
boxer brigadier broadcaster broker brother builder businessman businesswoman candidate captain
cardinal carpenter caliph censor ceo chair chairman chairperson chairwoman chancellor chaplain
chemist chief chieftain cleric clerk coach colleague collector colonel columnist comedian
commander commandant commissioner composer conductor confidant consul consultant contractor
correspondent councillor counsel count countess cousin critic crown curator dancer daughter dean
defector defender delegate demonstrator deputy designer detective dictator diplomat director dissident
doctor driver economist editor emir emperor engineer entrepreneur envoy exile executive expert farmer
father ferryman fighter filmmaker financier firefighter fisherman footballer founder friend
general geologist goalkeeper governor grandfather grandmother grandson guard guide guitarist head
heir helmsman historian hostage host hunter husband imam industrialist informant inspector instructor
intellectual interpreter inventor investigator investor jihadist journalist judge jurist justice king
labourer lawmaker lawyer leader lecturer legislator lieutenant linguist lobbyist magistrate magnate
major manager marshal master mathematician mayor mechanic mediator medic member mentor merchant
meteorologist midfielder militant millionaire minister missionary moderator monarch monk mother mp
mullah musician negotiator neighbour nephew niece novelist nurse official officer oligarch operative
opponent organiser organizer owner painter paramedic parliamentarian partner passenger pastor patriarch
patron philanthropist philosopher photographer physician physicist pianist pilot pirate planner player
playwright poet policeman policewoman politician pope porter premier president priest prime-minister
prince princess principal prisoner producer professor programmer propagandist prosecutor protester
protégé psychiatrist psychologist publisher queen rabbi rebel recruiter refugee registrar regent
reporter representative researcher resident rival ruler sailor salesman scholar scientist scout
sculptor secretary seismologist senator sergeant sheikh sheriff shipowner singer sister skipper
sociologist soldier solicitor son speaker specialist spokesman spokesperson spokeswoman sponsor
statesman steward stewardess strategist striker strongman student successor sultan superintendent
supervisor surgeon surveyor survivor suspect teacher technician treasurer trader trainer translator
trustee tsar tycoon uncle undersecretary unionist veteran vicar victim viceroy vice-president
violinist volunteer warden warlord whistleblower widow widower wife winner witness worker writer
secretary-general director-general attorney-general editor-in-chief commander-in-chief";

/// What a thing or a group is: capitalised before a name it is the end of another name.
const THINGS: &str = "\
agency alliance archipelago arm association authority bank battalion body border brand branch brigade
broadcaster canal capital cathedral channel charity church city club coalition college committee
company conglomerate consortium contractor corporation council country county court daily district
dynasty enclave exporter faction factory federation ferry firm flagship fleet foundation
freighter front gang gallery government governorate group grouping harbour hospital hub
industry insurgency institute insurer island journal kingdom lab laboratory league liner lender
magazine maker manufacturer militia ministry monarchy mosque mountain movement museum nation network
newspaper offshoot operator organisation organization outfit outlet paper parliament party peninsula
port producer province publication publisher refinery regime region regulator republic retailer river
school seaport ship shipper state station stronghold subsidiary suburb supplier syndicate team
territory think-tank town trawler tribe tribunal union university unit vessel village watchdog wing
yard";

/// Nouns that stand before a name in other languages.
const FOREIGN_NOUNS: &str = "\
präsident präsidentin bundespräsident bundeskanzler bundeskanzlerin kanzler kanzlerin ministerin
außenminister außenministerin innenminister innenministerin finanzminister finanzministerin
verteidigungsminister verteidigungsministerin justizminister energieminister energieministerin
ministerpräsident ministerpräsidentin premierminister premierministerin staatssekretär oberst
hauptmann richter richterin staatsanwalt staatsanwältin kommissar kommissarin bürgermeister
bürgermeisterin bischof kardinal könig königin sprecher sprecherin unternehmer abgeordnete
abgeordneter botschafter botschafterin ingenieur ingenieurin reeder kapitän
président présidente ministre premier-ministre juge colonel capitaine maire sénateur député députée
ambassadeur ambassadrice ingénieur procureur roi reine évêque armateur
presidente presidenta ministro ministra alcalde alcaldesa gobernador senador diputado diputada juez
jueza fiscal coronel capitán rey reina obispo embajador embajadora canciller
sindaco senatore deputato giudice colonnello generale capitano vescovo cardinale ambasciatore
avvocato ingegnere cancelliere commissario";

/// Small words that may stand before a noun without an article.
const MODIFIERS: &str = "\
acting air anti-corruption armed assistant associate chief co-founder crown cruise defence defense
deputy district energy executive finance financial first foreign former fellow football founding
health honorary information interior joint junior justice labour late lead lieutenant major managing
new news opposition party police political pop presidential press prime public rebel regional retired
second security senior shadow shipping sports staff state then top trade transport under veteran vice
vice-";

const LINKS: &str = "of to for from in at on and the";

const DETERMINERS: &str = "the a an his her its their our my this one another";

/// What a phrase does not go beyond.
const STOPS: &str = "\
about after against although among because before between beyond but by despite during except he her
however i if into it just may meanwhile might more most near no nor not now off only or over own she
since so such than that them then there these they this those though through under until up upon we
what when where whether which while who whom whose why with within without yet you yesterday today
monday tuesday wednesday thursday friday saturday sunday january february march april june july august
september october november december";

/// What makes a phrase a clause of its own: `in Tresk, the minister said`.
const VERBS: &str = "\
accused added agreed announced are argued arrested asked attended be became been began believed called
came can charged claimed confirmed continued could declined denied did do does elected expected felt
gave had has have held hopes insisted is joined kept killed knew left let made met must opposed ordered
played promised put quoted refused rejected replied reported returned said saw say says sent should
showed stayed testified told took urged visited voted wanted wants warned was went were will won would
wrote";

/// Capitalised words that begin sentences and are no part of a phrase.
const OPENERS: &str = "\
after all although amid and another as at because before both but by despite during earlier even
every few for from he her his how however if in inside instead it its last later like many meanwhile
monday most near neither next no none nor not now of on once one only or our outside over per saturday
she since so some still such sunday than that the their then there these they this those though
die der das le la les el il los through thus thursday to today tomorrow too tuesday two under unlike until upon wednesday we were what
when where whether which while who whose why with within without yesterday yet friday you your did does
is was are has had will would could should can may";

pub static WORDS: LazyLock<Lists> = LazyLock::new(|| Lists {
    persons: list(PERSONS),
    things: list(THINGS),
    foreign: list(FOREIGN_NOUNS),
    modifiers: list(MODIFIERS),
    links: list(LINKS),
    determiners: list(DETERMINERS),
    stops: list(STOPS),
    verbs: list(VERBS),
    openers: list(OPENERS),
});

/// The lists, by what their words are.
pub struct Lists {
    pub persons: FxHashSet<&'static str>,
    pub things: FxHashSet<&'static str>,
    pub verbs: FxHashSet<&'static str>,
    pub foreign: FxHashSet<&'static str>,
    pub modifiers: FxHashSet<&'static str>,
    pub links: FxHashSet<&'static str>,
    pub determiners: FxHashSet<&'static str>,
    pub stops: FxHashSet<&'static str>,
    pub openers: FxHashSet<&'static str>,
}

fn list(words: &'static str) -> FxHashSet<&'static str> {
    words.split_whitespace().collect()
}

impl Lists {
    /// Whether a word says what somebody or something is.
    pub fn is_noun(&self, word: &str) -> bool {
        // `co-founder`, `ex-minister`, and a people of whom there are several is none.
        let last = word.rsplit('-').next().unwrap_or(word);
        let has = |list: &FxHashSet<&str>| list.contains(word) || list.contains(last);
        has(&self.persons) || has(&self.things)
    }
}
