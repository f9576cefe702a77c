//! Countries and their people: related, and not the same.

use crate::entities::EntityType;

use super::Name;

/// A country's names, a colon, and the words for its people; all as keys.
const COUNTRIES: &str = "\
afghanistan: afghan, afghans
albania: albanian, albanians
algeria: algerian, algerians
andorra: andorran, andorrans
angola: angolan, angolans
argentina: argentine, argentinian, argentines, argentinians
armenia: armenian, armenians
australia: australian, australians
austria: austrian, austrians
azerbaijan: azerbaijani, azeri, azerbaijanis, azeris
bahamas: bahamian, bahamians
bahrain: bahraini, bahrainis
bangladesh: bangladeshi, bangladeshis
barbados: barbadian, barbadians
belarus: belarusian, belarusians
belgium: belgian, belgians
belize: belizean, belizeans
benin: beninese
bhutan: bhutanese
bolivia: bolivian, bolivians
bosnia, bosnia and herzegovina: bosnian, bosnians
botswana: botswanan, motswana
brazil: brazilian, brazilians
britain, united kingdom, uk, great britain: british, briton, britons
brunei: bruneian, bruneians
bulgaria: bulgarian, bulgarians
burkina faso: burkinabe
burundi: burundian, burundians
cambodia: cambodian, cambodians
cameroon: cameroonian, cameroonians
canada: canadian, canadians
cape verde: cape verdean, cape verdeans
central african republic: central african, central africans
chad: chadian, chadians
chile: chilean, chileans
china: chinese
colombia: colombian, colombians
comoros: comoran, comorans
congo: congolese
costa rica: costa rican, costa ricans
croatia: croatian, croatians, croat, croats
cuba: cuban, cubans
cyprus: cypriot, cypriots
czech republic, czechia: czech, czechs
denmark: danish, dane, danes
djibouti: djiboutian, djiboutians
dominican republic: dominican, dominicans
east timor: timorese
ecuador: ecuadorian, ecuadorians
egypt: egyptian, egyptians
el salvador: salvadoran, salvadorans
england: english
equatorial guinea: equatoguinean, equatoguineans
eritrea: eritrean, eritreans
estonia: estonian, estonians
ethiopia: ethiopian, ethiopians
fiji: fijian, fijians
finland: finnish, finn, finns
france: french, frenchman, frenchmen
gabon: gabonese
gambia: gambian, gambians
georgia: georgian, georgians
germany: german, germans
ghana: ghanaian, ghanaians
greece: greek, greeks
grenada: grenadian, grenadians
guatemala: guatemalan, guatemalans
guinea: guinean, guineans
guyana: guyanese
haiti: haitian, haitians
honduras: honduran, hondurans
hungary: hungarian, hungarians
iceland: icelandic, icelander, icelanders
india: indian, indians
indonesia: indonesian, indonesians
iran: iranian, iranians
iraq: iraqi, iraqis
ireland: irish, irishman, irishmen
israel: israeli, israelis
italy: italian, italians
ivory coast: ivorian, ivorians
jamaica: jamaican, jamaicans
japan: japanese
jordan: jordanian, jordanians
kazakhstan: kazakh, kazakhs, kazakhstani
kenya: kenyan, kenyans
kiribati: i kiribati
kosovo: kosovar, kosovars
kuwait: kuwaiti, kuwaitis
kyrgyzstan: kyrgyz
laos: laotian, laotians
latvia: latvian, latvians
lebanon: lebanese
lesotho: basotho
liberia: liberian, liberians
libya: libyan, libyans
liechtenstein: liechtensteiner, liechtensteiners
lithuania: lithuanian, lithuanians
luxembourg: luxembourger, luxembourgers
madagascar: malagasy
malawi: malawian, malawians
malaysia: malaysian, malaysians
maldives: maldivian, maldivians
mali: malian, malians
malta: maltese
mauritania: mauritanian, mauritanians
mauritius: mauritian, mauritians
mexico: mexican, mexicans
moldova: moldovan, moldovans
monaco: monegasque
mongolia: mongolian, mongolians
montenegro: montenegrin, montenegrins
morocco: moroccan, moroccans
mozambique: mozambican, mozambicans
myanmar, burma: burmese
namibia: namibian, namibians
nauru: nauruan, nauruans
nepal: nepalese, nepali
netherlands: dutch, dutchman, dutchmen
new zealand: new zealander, new zealanders
nicaragua: nicaraguan, nicaraguans
niger: nigerien, nigeriens
nigeria: nigerian, nigerians
north korea: north korean, north koreans
north macedonia, macedonia: macedonian, macedonians
norway: norwegian, norwegians
oman: omani, omanis
pakistan: pakistani, pakistanis
palestine: palestinian, palestinians
panama: panamanian, panamanians
papua new guinea: papua new guinean, papua new guineans
paraguay: paraguayan, paraguayans
peru: peruvian, peruvians
philippines: philippine, filipino, filipina, filipinos
poland: polish, pole, poles
portugal: portuguese
qatar: qatari, qataris
romania: romanian, romanians
russia, russian federation: russian, russians
rwanda: rwandan, rwandans
samoa: samoan, samoans
saudi arabia: saudi, saudis, saudi arabian
scotland: scottish, scot, scots
senegal: senegalese
serbia: serbian, serbians, serb, serbs
seychelles: seychellois
sierra leone: sierra leonean, sierra leoneans
singapore: singaporean, singaporeans
slovakia: slovak, slovaks, slovakian
slovenia: slovenian, slovenians, slovene, slovenes
somalia: somali, somalis
south africa: south african, south africans
south korea: south korean, south koreans
south sudan: south sudanese
spain: spanish, spaniard, spaniards
sri lanka: sri lankan, sri lankans
sudan: sudanese
suriname: surinamese
sweden: swedish, swede, swedes
switzerland: swiss
syria: syrian, syrians
taiwan: taiwanese
tajikistan: tajik, tajiks
tanzania: tanzanian, tanzanians
thailand: thai, thais
togo: togolese
tonga: tongan, tongans
trinidad and tobago: trinidadian, trinidadians
tunisia: tunisian, tunisians
turkey: turkish, turk, turks
turkmenistan: turkmen, turkmens
tuvalu: tuvaluan, tuvaluans
uganda: ugandan, ugandans
ukraine: ukrainian, ukrainians
united arab emirates, uae: emirati, emiratis
united states, us, usa, united states of america: american, americans
uruguay: uruguayan, uruguayans
uzbekistan: uzbek, uzbeks
vanuatu: ni vanuatu
venezuela: venezuelan, venezuelans
vietnam: vietnamese
wales: welsh, welshman, welshmen
yemen: yemeni, yemenis
zambia: zambian, zambians
zimbabwe: zimbabwean, zimbabweans";

/// The people of a country, and the countries of a people.
pub fn related(name: &Name) -> Vec<Name> {
    let mut found = Vec::new();
    for line in COUNTRIES.lines() {
        let Some((countries, people)) = line.split_once(": ") else {
            continue;
        };
        let has = |list: &str| list.split(", ").any(|word| word == name.key);
        let (kind, others) = match name.kind {
            EntityType::Place if has(countries) => (EntityType::Group, people),
            EntityType::Group if has(people) => (EntityType::Place, countries),
            _ => continue,
        };
        let others = others.split(", ");
        found.extend(others.map(|other| Name::new(kind, other)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::key::key;

    #[test]
    fn a_country_and_its_people_lead_to_each_other() {
        let syria = Name::new(EntityType::Place, "syria");
        let syrians = Name::new(EntityType::Group, "syrians");
        assert!(related(&syria).contains(&syrians));
        assert_eq!(related(&syrians), [syria]);
        assert!(related(&Name::new(EntityType::Person, "jordan")).is_empty());
    }

    #[test]
    fn all_words_are_keys() {
        for word in COUNTRIES.lines().flat_map(|line| line.split([':', ','])) {
            let word = word.trim();
            assert_eq!(key(EntityType::Place, word), word);
        }
    }
}
