//! `capitalised word → what is known of it`: the small built-in lists.
//!
//! The lists hold facts that any atlas or baptismal register holds. One table is built of them
//! at first use; a look-up is one hash of the word. Entries are parted by commas or line ends
//! and stand as they are printed; a word in capitals is looked up in its usual spelling too.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// A set of the bits below.
pub type Flags = u32;

/// Begins sentences and headlines, or is a function word: never a name by itself.
pub const STARTER: Flags = 1;
pub const CALENDAR: Flags = 1 << 1;
/// A nationality, creed or language: an adjective, no name.
pub const DEMONYM: Flags = 1 << 2;
pub const TITLE: Flags = 1 << 3;
pub const FIRST_NAME: Flags = 1 << 4;
pub const ORG_HEAD: Flags = 1 << 5;
/// Ends the name of a company, whatever stands before.
pub const COMPANY: Flags = 1 << 6;
pub const PLACE_HEAD: Flags = 1 << 7;
pub const PLACE: Flags = 1 << 8;
pub const ORG: Flags = 1 << 9;
/// Proper names that are neither person, organisation nor place: wars, prizes, works.
pub const OTHER: Flags = 1 << 10;
/// Takes a point that ends no sentence.
pub const ABBREVIATION: Flags = 1 << 11;

/// Verbs of speech.
pub const SPEECH: Flags = 1 << 12;
/// Words that start sentences, but belong to a name that has a head word: `North Province`.
pub const COMPASS: Flags = 1 << 13;
/// What every country has: `Interior Ministry` after `Danish` is the name without it.
pub const STATE_HEAD: Flags = 1 << 14;

/// Looks up a word or whole name as printed; `caps` when it has no lower-case letter.
pub fn flags(word: &str, caps: bool) -> Flags {
    if word.len() > WORD_BYTES_MAX {
        return 0;
    }
    if let Some(flags) = WORDS.get(word) {
        return *flags;
    }
    if caps {
        return WORDS.get(usual_case(word).as_str()).copied().unwrap_or(0);
    }
    match word.rsplit_once('-') {
        // `Al-Qaida` is `al-Qaida`; `Syrian-American` is as much an adjective as `American`.
        Some(("Al", tail)) => WORDS
            .get(format!("al-{tail}").as_str())
            .copied()
            .unwrap_or(0),
        Some((_, tail)) => WORDS.get(tail).copied().unwrap_or(0) & DEMONYM,
        None => 0,
    }
}

/// Longer than any entry of the lists.
const WORD_BYTES_MAX: usize = 48;

/// `SAUDI ARABIA` → `Saudi Arabia`.
pub fn usual_case(name: &str) -> String {
    let mut inside = false;
    let mut usual = String::with_capacity(name.len());
    for c in name.chars() {
        if inside {
            usual.extend(c.to_lowercase());
        } else {
            usual.push(c);
        }
        inside = c.is_alphanumeric() || c == '\'' || c == '’';
    }
    usual
}

static WORDS: LazyLock<FxHashMap<&'static str, Flags>> = LazyLock::new(|| {
    let mut words = FxHashMap::default();
    for (list, flags) in [
        (STARTERS, STARTER),
        (CALENDAR_WORDS, CALENDAR),
        (DEMONYMS, DEMONYM),
        (TITLES, TITLE),
        (FIRST_NAMES, FIRST_NAME),
        (ORG_HEADS, ORG_HEAD),
        (COMPANY_ENDINGS, COMPANY),
        (PLACE_HEADS, PLACE_HEAD),
        (COUNTRIES, PLACE),
        (CITIES, PLACE),
        (REGIONS, PLACE),
        (ORGS, ORG),
        (OTHERS, OTHER),
        (ABBREVIATIONS, ABBREVIATION),
        (LOWER_TITLES, TITLE),
        (SPEECH_VERBS, SPEECH),
        (COMPASS_WORDS, COMPASS),
        (STATE_HEADS, STATE_HEAD),
    ] {
        for word in list
            .split([',', '\n'])
            .map(str::trim)
            .filter(|word| !word.is_empty())
        {
            *words.entry(word).or_insert(0) |= flags;
        }
    }
    words
});

const STARTERS: &str = "\
A, An, The, This, That, These, Those, There, Here, He, She, It, Its, His, Her, Hers, We, Our, Ours, You, Your, They, Their, I, My, Me, Us, Who, Whom, Whose, Which, What, When, Where, Why, How, If, Whether, And, But, Or, Nor, So, Yet, For, From, In, Into, On, Onto, Of, Off, At, By, To, Up, Out, Over, Under, With, Within, Without, About, Above, Across, After, Against, Along, Amid, Among, Around, As, Before, Behind, Below, Beside, Besides, Between, Beyond, Despite, Down, During, Except, Inside, Like, Near, Since, Than, Then, Through, Throughout, Till, Toward, Towards, Unlike, Until, Upon, Via, While, Whilst
Also, Although, Though, Because, However, Moreover, Meanwhile, Nevertheless, Nonetheless, Still, Therefore, Thus, Hence, Otherwise, Instead, Indeed, Perhaps, Maybe, Now, Today, Yesterday, Tomorrow, Once, Twice, Again, Always, Never, Often, Sometimes, Soon, Later, Earlier, Recently, Currently, Finally, First, Second, Third, Last, Next, Previously, Similarly, Furthermore, Additionally, Officially, Only, Even, Just, Too, Very, Not, No, Yes, Some, Any, All, Both, Each, Either, Every, Few, Many, More, Most, Much, Neither, None, Other, Others, Another, Several, Such, Same, Own, One, Two, Three, Four, Five, Six, Seven, Eight, Nine, Ten, Hundreds, Thousands, Millions, Dozens, Half
Is, Are, Was, Were, Be, Been, Being, Has, Have, Had, Do, Does, Did, Can, Could, May, Might, Must, Shall, Should, Will, Would, Let, Get, Go, See, Read, Asked, According, Based, Born, Speaking, Commenting, Following, Given, Including, Regarding, Asked, Says, Said, Told, New, Old, Former, Late, Top, Senior, Local, State, National, International, Federal, Official, Officials, Police, Government, Authorities, People, Residents, Witnesses, Experts, Analysts, Critics, Supporters, Troops, Soldiers, Militants, Rebels, Protesters, Photo, File, Video, Image, Source, Sources, Editor, Reporter, By, Copyright, Mr, Mrs, Ms, North, South, East, West, Northern, Southern, Eastern, Western, Central, Upper, Lower, Greater, Internet, God, Earth, World, Web, TV, OK, PM, AM, GDP, DNA, AIDS, HIV, U.S.-led, Der, Die, Das, Den, Dem, Des, Ein, Eine, Le, La, Les, Un, Une, El, Los, Las, Una, Il";

const CALENDAR_WORDS: &str = "\
Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday, January, February, March, April, May, June, July, August, September, October, November, December, Jan, Feb, Mar, Apr, Jun, Jul, Aug, Sep, Sept, Oct, Nov, Dec, Christmas, Easter, Ramadan, Montag, Dienstag, Mittwoch, Donnerstag, Freitag, Samstag, Sonntag, Januar, Februar, März, Mai, Juni, Juli, Oktober, Dezember";

const DEMONYMS: &str = "\
Afghan, Afghans, African, Africans, Albanian, Albanians, Algerian, American, Americans, Angolan, Arab, Arabs, Arabic, Argentine, Argentinian, Armenian, Armenians, Asian, Asians, Australian, Australians, Austrian, Austrians, Azerbaijani, Bahraini, Bangladeshi, Belarusian, Belgian, Belgians, Bolivian, Bosnian, Brazilian, Brazilians, Briton, Britons, British, Bulgarian, Burmese, Cambodian, Cameroonian, Canadian, Canadians, Catalan, Chadian, Chechen, Chechens, Chilean, Chinese, Colombian, Colombians, Congolese, Croat, Croatian, Cuban, Cubans, Cypriot, Czech, Czechs, Danish, Dane, Danes, Dutch, Ecuadorian, Egyptian, Egyptians, English, Eritrean, Estonian, Ethiopian, Ethiopians, European, Europeans, Filipino, Filipinos, Finn, Finnish, French, Frenchman, Georgian, Georgians, German, Germans, Ghanaian, Greek, Greeks, Guatemalan, Haitian, Haitians, Hispanic, Honduran, Hungarian, Hungarians, Icelandic, Indian, Indians, Indonesian, Indonesians, Iranian, Iranians, Iraqi, Iraqis, Irish, Israeli, Israelis, Italian, Italians, Ivorian, Japanese, Jordanian, Kazakh, Kenyan, Kenyans, Korean, Koreans, Kosovar, Kurd, Kurds, Kurdish, Kuwaiti, Kyrgyz, Latin, Latvian, Lebanese, Liberian, Libyan, Libyans, Lithuanian, Macedonian, Malaysian, Malian, Maltese, Mexican, Mexicans, Moldovan, Mongolian, Moroccan, Mozambican, Nepalese, Nicaraguan, Nigerian, Nigerians, Norwegian, Norwegians, Omani, Pakistani, Pakistanis, Palestinian, Palestinians, Panamanian, Paraguayan, Peruvian, Pole, Poles, Polish, Portuguese, Qatari, Romanian, Romanians, Russian, Russians, Rwandan, Saudi, Saudis, Scot, Scots, Scottish, Senegalese, Serb, Serbs, Serbian, Singaporean, Slovak, Slovene, Slovenian, Somali, Somalis, Spaniard, Spanish, Sudanese, Swede, Swedish, Swiss, Syrian, Syrians, Taiwanese, Tajik, Tanzanian, Thai, Tibetan, Tibetans, Tunisian, Turk, Turks, Turkish, Turkmen, Ugandan, Ukrainian, Ukrainians, Uruguayan, Uzbek, Venezuelan, Venezuelans, Vietnamese, Welsh, Yemeni, Yemenis, Zimbabwean, Alawite, Buddhist, Buddhists, Catholic, Catholics, Christian, Christians, Communist, Communists, Conservative, Democrat, Democrats, Democratic, Druze, Evangelical, Fascist, Hindu, Hindus, Hutu, Islamic, Islamist, Islamists, Jew, Jewish, Jews, Liberal, Maoist, Marxist, Muslim, Muslims, Nazi, Nazis, Orthodox, Pashtun, Protestant, Protestants, Republican, Republicans, Roman, Shia, Shi'ite, Shi'ites, Shiite, Shiites, Sikh, Socialist, Soviet, Soviets, Sunni, Sunnis, Tutsi, Yazidi, Zionist";

const TITLES: &str = "\
Mr, Mrs, Ms, Miss, Dr, Prof, Professor, Sir, Dame, Lord, Lady, Prime, Foreign, Interior, Defense, Defence, Finance, President, Vice-President, Vice, Premier, Minister, Chancellor, Secretary, Secretary-General, Ambassador, Envoy, Senator, Sen, Rep, Representative, Congressman, Congresswoman, Governor, Gov, Mayor, Councillor, Commissioner, Deputy, Speaker, Chairman, Chairwoman, Director, Chief, Commander, General, Gen, Colonel, Col, Major, Maj, Captain, Capt, Lieutenant, Lt, Sergeant, Sgt, Corporal, Cpl, Brigadier, Brig, Admiral, Adm, Marshal, Inspector, Detective, Constable, Sheriff, Judge, Justice, Attorney, Prosecutor, King, Queen, Prince, Princess, Emperor, Sultan, Emir, Pope, Bishop, Archbishop, Cardinal, Rabbi, Imam, Ayatollah, Sheikh, Sheik, Mullah, Reverend, Rev, Father, Pastor, Sister, Leader, Spokesman, Spokeswoman, Coach, Executive, Assistant, Officer, Actor, Actress, Singer, Director-General, MP, MEP, Herr, Frau, Präsident, Präsidentin, Bundeskanzler, Bundeskanzlerin, Kanzler, Kanzlerin, Minister, Ministerin, Außenminister, Außenministerin, Innenminister, Ministerpräsident, Oberst, Richter, Richterin, Bürgermeister, Monsieur, Madame, Señor, Señora";

const FIRST_NAMES: &str = "\
Aaron, Abbas, Abdul, Abdullah, Abraham, Abu, Adam, Ahmad, Ahmed, Akbar, Alan, Albert, Alejandro, Aleksandr, Alex, Alexander, Alexandra, Alexei, Alfred, Ali, Alice, Allan, Amanda, Amir, Amy, Ana, Anatoly, Andre, Andrea, Andreas, Andrei, Andrew, Andrzej, Andy, Angela, Ann, Anna, Anne, Anthony, Antonio, Ariel, Arnold, Arthur, Ashraf, Ayman, Barack, Barbara, Bashar, Ben, Benazir, Benjamin, Bernard, Bill, Bob, Boris, Brian, Bruce, Carl, Carla, Carlos, Carol, Caroline, Catherine, Charles, Charlie, Chris, Christian, Christina, Christine, Christopher, Claire, Claude, Claudia, Colin, Condoleezza, Craig, Dan, Daniel, David, Deborah, Dennis, Diana, Diego, Dick, Dieter, Dmitri, Dmitry, Don, Donald, Donna, Douglas, Edward, Ehud, Elena, Elizabeth, Ellen, Emily, Emma, Emmanuel, Eric, Erik, Ernest, Eugene, Eva, Evo, Fatima, Felipe, Fernando, Fidel, Francis, Francisco, Francois, François, Frank, Franz, Fred, Frederick, Friedrich, Gabriel, Gary, Geoffrey, George, Georgy, Gerald, Gerhard, Giovanni, Giuseppe, Gordon, Grace, Graham, Greg, Gregory, Günter, Guido, Gustav, Guy, Hamid, Hans, Harold, Harry, Hasan, Hassan, Heinrich, Helen, Helmut, Henri, Henry, Herbert, Hillary, Hosni, Howard, Hugh, Hugo, Hussein, Ian, Ibrahim, Igor, Ingrid, Irina, Isaac, Isabel, Islam, Ismail, Ivan, Jack, Jacob, Jacques, Jakob, James, Jamal, Jan, Jane, Janet, Jason, Javier, Jean, Jeff, Jeffrey, Jennifer, Jerry, Jesse, Jessica, Jim, Jimmy, Joan, Joe, Joel, Johan, Johann, Johannes, John, Johnny, Jon, Jonathan, Jorge, Jose, José, Josef, Joseph, Joshua, Juan, Judith, Julia, Julian, Karen, Karl, Kate, Katherine, Kathleen, Keith, Ken, Kenneth, Kevin, Kim, Klaus, Kofi, Konstantin, Kurt, Larry, Laura, Laurent, Leon, Leonid, Lech, Leo, Leslie, Linda, Lisa, Louis, Louise, Luc, Lucas, Luis, Luiz, Luke, Mahmoud, Manuel, Marc, Marcel, Marco, Margaret, Maria, Marie, Marina, Mario, Mark, Martha, Martin, Mary, Matt, Matthew, Maurice, Max, Mehmet, Michael, Michel, Michelle, Miguel, Mikhail, Mike, Mohamed, Mohammad, Mohammed, Muammar, Muhammad, Musa, Mustafa, Nadia, Nancy, Natalia, Neil, Nelson, Nicholas, Nick, Nicolas, Nicole, Nikolai, Nikita, Noah, Nuri, Oleg, Olga, Oliver, Olivier, Omar, Osama, Oscar, Otto, Pablo, Pascal, Patricia, Patrick, Paul, Paula, Pedro, Pervez, Peter, Phil, Philip, Philippe, Pierre, Pieter, Rachel, Rafael, Ralph, Raul, Ray, Raymond, Rebecca, Recep, Ricardo, Richard, Rick, Robert, Roberto, Robin, Roger, Roland, Ronald, Rosa, Rudolf, Rupert, Russell, Ruth, Ryan, Saddam, Salman, Sam, Samuel, Sandra, Sara, Sarah, Scott, Sean, Sebastian, Sergei, Sergey, Sharon, Silvio, Simon, Sofia, Stanley, Stefan, Stephan, Stephen, Steve, Steven, Stuart, Susan, Svetlana, Tariq, Tatiana, Ted, Terry, Thabo, Theodore, Theresa, Thomas, Tim, Timothy, Tom, Tony, Ursula, Vaclav, Viktor, Victor, Vicente, Vincent, Vladimir, Volodymyr, Walter, Warren, Wayne, Wilhelm, William, Wolfgang, Xavier, Yasser, Yevgeny, Yitzhak, Yuri, Yulia, Yusuf, Zine
Александр, Алексей, Анатолий, Андрей, Анна, Борис, Виктор, Владимир, Дмитрий, Елена, Иван, Игорь, Ирина, Мария, Михаил, Николай, Олег, Ольга, Павел, Сергей, Юрий";

const ORG_HEADS: &str = "\
Academy, Administration, Agency, Airlines, Airways, Alliance, Army, Assembly, Association, Authority, Bank, Board, Brigade, Brigades, Broadcasting, Bureau, Cabinet, Centre, Center, Chamber, Church, Club, Coalition, College, Command, Commission, Committee, Company, Confederation, Congress, Consortium, Cooperative, Corporation, Corps, Council, Court, Department, Directorate, Embassy, Exchange, Federation, Force, Forces, Foundation, Front, Fund, Gallery, Gazette, Group, Guard, Guards, Herald, Holdings, Hospital, House, Industries, Institute, Institution, Insurance, Journal, Laboratory, League, Legion, Library, Magazine, Militia, Ministry, Mission, Movement, Museum, Navy, News, Observatory, Office, Orchestra, Organisation, Organization, Parliament, Party, Police, Post, Press, Radio, Railways, School, Secretariat, Senate, Service, Services, Society, Stock Exchange, Supreme Court, Syndicate, Systems, Television, Theatre, Theater, Times, Tribune, Tribunal, Trust, Union, United, University, Workers, Airport Authority, Motors, Technologies, Partners, Securities, Bancorp, Petroleum, Savings";

const COMPANY_ENDINGS: &str = "\
Inc, Corp, Ltd, Limited, Plc, PLC, LLC, Co, Cos, AG, GmbH, SA, S.A., N.V., NV, S.p.A, AB, SpA, Bhd, KG, Pty, OAO, ZAO";

const PLACE_HEADS: &str = "\
Airport, Avenue, Bay, Beach, Boulevard, Bridge, Canal, Cape, Castle, Channel, City, Coast, County, Creek, Desert, District, Fort, Gulf, Harbor, Harbour, Heights, Hill, Hills, Island, Islands, Isle, Isles, Lake, Mount, Mountain, Mountains, Ocean, Oblast, Palace, Park, Peninsula, Plaza, Port, Prefecture, Prison, Province, Republic, Ridge, River, Road, Sea, Square, Stadium, Strait, Straits, Street, Strip, Territory, Town, Township, Valley, Village";

const COUNTRIES: &str = "\
Afghanistan, Albania, Algeria, Andorra, Angola, Argentina, Armenia, Australia, Austria, Azerbaijan, Bahamas, Bahrain, Bangladesh, Barbados, Belarus, Belgium, Belize, Benin, Bhutan, Bolivia, Bosnia, Bosnia-Herzegovina, Bosnia and Herzegovina, Botswana, Brazil, Britain, Great Britain, Brunei, Bulgaria, Burkina Faso, Burma, Burundi, Cambodia, Cameroon, Canada, Cape Verde, Central African Republic, Chad, Chile, China, Colombia, Comoros, Congo, Costa Rica, Croatia, Cuba, Cyprus, Czech Republic, Czechia, Czechoslovakia, Denmark, Djibouti, Dominica, Dominican Republic, East Timor, Ecuador, Egypt, El Salvador, England, Equatorial Guinea, Eritrea, Estonia, Ethiopia, Fiji, Finland, France, Gabon, Gambia, Georgia, Germany, East Germany, West Germany, Ghana, Greece, Grenada, Guatemala, Guinea, Guinea-Bissau, Guyana, Haiti, Honduras, Hungary, Iceland, India, Indonesia, Iran, Iraq, Ireland, Northern Ireland, Israel, Italy, Ivory Coast, Jamaica, Japan, Jordan, Kazakhstan, Kenya, Kiribati, Korea, North Korea, South Korea, Kosovo, Kuwait, Kyrgyzstan, Laos, Latvia, Lebanon, Lesotho, Liberia, Libya, Liechtenstein, Lithuania, Luxembourg, Macedonia, North Macedonia, Madagascar, Malawi, Malaysia, Maldives, Mali, Malta, Mauritania, Mauritius, Mexico, Micronesia, Moldova, Monaco, Mongolia, Montenegro, Morocco, Mozambique, Myanmar, Namibia, Nauru, Nepal, Netherlands, New Zealand, Nicaragua, Niger, Nigeria, Norway, Oman, Pakistan, Palestine, Panama, Papua New Guinea, Paraguay, Peru, Philippines, Poland, Portugal, Qatar, Romania, Russia, Russian Federation, Rwanda, Samoa, San Marino, Saudi Arabia, Scotland, Senegal, Serbia, Seychelles, Sierra Leone, Singapore, Slovakia, Slovenia, Solomon Islands, Somalia, South Africa, Soviet Union, Spain, Sri Lanka, Sudan, South Sudan, Suriname, Swaziland, Sweden, Switzerland, Syria, Taiwan, Tajikistan, Tanzania, Thailand, Togo, Tonga, Trinidad and Tobago, Tunisia, Turkey, Turkmenistan, Tuvalu, Uganda, Ukraine, United Arab Emirates, United Kingdom, United States, United States of America, Uruguay, USSR, Uzbekistan, Vanuatu, Vatican, Vatican City, Venezuela, Vietnam, Wales, Yemen, Yugoslavia, Zaire, Zambia, Zimbabwe, U.S., U.S.A., USA, US, U.K., UK, UAE, U.A.E.
Deutschland, Österreich, Schweiz, Frankreich, Spanien, Italien, Russland, Großbritannien, Polen, Ungarn, Türkei, Syrien, Griechenland, Belgien, Niederlande, Dänemark, Schweden, Norwegen, Allemagne, Angleterre, Espagne, Italie, Russie, Suisse, Syrie, Belgique, Turquie, Alemania, España, Francia, Italia, Rusia, Suiza, Siria, México, Brasil, Россия, Россию, России, Сирия, Сирии, Украина, Украины, Украине, США";

const CITIES: &str = "\
Abidjan, Abuja, Addis Ababa, Aleppo, Alexandria, Algiers, Almaty, Amman, Amsterdam, Ankara, Antwerp, Athens, Atlanta, Auckland, Baghdad, Baku, Bamako, Bangkok, Barcelona, Basra, Beijing, Beirut, Belfast, Belgrade, Berlin, Bern, Bogota, Bombay, Bonn, Boston, Brasilia, Bratislava, Brisbane, Brussels, Bucharest, Budapest, Buenos Aires, Cairo, Calcutta, Cape Town, Caracas, Casablanca, Chicago, Cologne, Colombo, Copenhagen, Dakar, Dallas, Damascus, Darwin, Delhi, New Delhi, Denver, Detroit, Dhaka, Doha, Dubai, Dublin, Düsseldorf, Edinburgh, Fallujah, Florence, Frankfurt, Freetown, Gaza, Gaza City, Geneva, Glasgow, Guadalajara, Hamburg, Hanoi, Harare, Havana, Hebron, Helsinki, Ho Chi Minh City, Homs, Hong Kong, Houston, Hyderabad, Idlib, Istanbul, Jakarta, Jerusalem, Johannesburg, Kabul, Kampala, Kandahar, Karachi, Kathmandu, Khartoum, Kiev, Kyiv, Kigali, Kinshasa, Kirkuk, Kuala Lumpur, Lagos, Lahore, Leeds, Lima, Lisbon, Liverpool, London, Los Angeles, Luanda, Lyon, Madrid, Managua, Manchester, Manila, Marseille, Mecca, Medina, Melbourne, Mexico City, Miami, Milan, Minneapolis, Minsk, Mogadishu, Monrovia, Montevideo, Montreal, Moscow, Mosul, Mumbai, Munich, Nairobi, Najaf, Naples, New Orleans, New York City, Nicosia, Osaka, Oslo, Ottawa, Palmyra, Panama City, Paris, Peshawar, Philadelphia, Phoenix, Prague, Pretoria, Pristina, Pyongyang, Quito, Rabat, Ramallah, Rangoon, Raqqa, Riga, Rio de Janeiro, Riyadh, Rome, Rotterdam, Salzburg, San Diego, San Francisco, San Salvador, Sanaa, Santiago, Sao Paulo, Sarajevo, Seattle, Seoul, Shanghai, Sofia, St. Petersburg, St Petersburg, Stalingrad, Stockholm, Strasbourg, Stuttgart, Sydney, Taipei, Tallinn, Tashkent, Tbilisi, Tehran, Tel Aviv, The Hague, Tikrit, Tokyo, Toronto, Tripoli, Tunis, Turin, Ulan Bator, Vancouver, Venice, Vienna, Vilnius, Vladivostok, Warsaw, Wellington, Yerevan, Zagreb, Zurich, Zürich, München, Köln, Wien, Genf, Moskau, Damaskus, Brüssel, Warschau, Prag, Mailand, Londres, Genève, Moscou, Damas, Bruxelles, Москва, Москве, Москвы, Дамаск, Дамаске, Киев, Киеве, Алеппо, Идлиб, Идлибе, Пальмира, Пальмиры";

const REGIONS: &str = "\
Africa, North Africa, West Africa, East Africa, America, North America, South America, Latin America, Central America, Antarctica, Arctic, Asia, Central Asia, Southeast Asia, South Asia, Atlantic, Atlantic Ocean, Pacific, Pacific Ocean, Indian Ocean, Balkans, Baltic, Bavaria, Caribbean, Caucasus, Chechnya, Crimea, Darfur, Eastern Europe, Western Europe, Europe, Far East, Gaza Strip, Golan Heights, Guantanamo Bay, Kashmir, Kurdistan, Levant, Mediterranean, Mesopotamia, Middle East, North Sea, Black Sea, Red Sea, Persian Gulf, Scandinavia, Siberia, Silesia, Sinai, South Ossetia, Abkhazia, Tibet, Transylvania, Ulster, West Bank, Western Sahara, Western Hemisphere, Zanzibar, Alabama, Alaska, Arizona, Arkansas, California, Colorado, Connecticut, Delaware, Florida, Hawaii, Idaho, Illinois, Indiana, Iowa, Kansas, Kentucky, Louisiana, Maine, Maryland, Massachusetts, Michigan, Minnesota, Mississippi, Missouri, Montana, Nebraska, Nevada, New Hampshire, New Jersey, New Mexico, New York, New York State, North Carolina, North Dakota, Ohio, Oklahoma, Oregon, Pennsylvania, Rhode Island, South Carolina, South Dakota, Tennessee, Texas, Utah, Vermont, Virginia, West Virginia, Washington, Washington D.C., Wisconsin, Wyoming, Alberta, British Columbia, Manitoba, Nova Scotia, Ontario, Quebec, Saskatchewan, New South Wales, Queensland, Victoria, Tasmania, Normandy, Catalonia, Andalusia, Lombardy, Tuscany, Sicily, Sardinia, Bali, Sumatra, Java, Gujarat, Punjab, Kerala, Tamil Nadu, Sindh, Sichuan, Xinjiang, Guangdong, Anbar, Helmand, Mars, Venus, Capitol Hill, Camp David, Wall Street, Abu Ghraib, Abu Dhabi";

const ORGS: &str = "\
Abu Sayyaf, Air Force, al-Aqsa Martyrs Brigades, al-Jazeera, al-Nusra Front, al-Nusra, al-Qaida, al-Qaeda, al-Shabab, al-Shabaab, Amnesty International, ANC, AP, Associated Press, African Union, Apple, Arab League, ASEAN, BBC, Boeing, Airbus, Boko Haram, Bundesbank, Bundestag, Capitol, CBS, CDU, CIA, CNN, Congress, Daesh, Duma, ECB, EU, European Commission, European Parliament, European Union, Facebook, Farc, FARC, Fatah, FBI, Fed, Federal Reserve, FIFA, FSB, General Electric, General Motors, Google, Hamas, Hezbollah, Hizbollah, Hayat Tahrir al-Sham, Human Rights Watch, IAEA, IBM, ICC, IMF, Interpol, IOC, IRA, ISIS, ISIL, Islamic Jihad, Islamic State, Jabhat Fateh al-Sham, KGB, Knesset, Kremlin, Labour, Microsoft, MI5, MI6, Muslim Brotherhood, NASA, NATO, Nato, NBC, NPR, OECD, OPEC, OSCE, Pentagon, PKK, PLO, Politburo, Press TV, Red Crescent, Red Cross, Reuters, RTP, SANA, Scotland Yard, State Department, SEC, Security Council, Senate, Shell, SPD, Sputnik, TASS, Tass, Taliban, Taleban, Tamil Tigers, Toyota, Twitter, U.N., UN, UNESCO, UNHCR, UNICEF, United Nations, Vereinte Nationen, VOA, Voice of America, Volkswagen, Warsaw Pact, Le Monde, White House, WHO, World Bank, World Health Organization, WTO, Xinhua, YPG, House of Commons, House of Lords, House of Representatives, International Monetary Fund, International Criminal Court, Bank of England, Lord's Resistance Army, Doctors Without Borders, ООН, НАТО, Кремль, Кремля, Кремле, ИГИЛ";

const OTHERS: &str = "\
Sri Lankan, Social Security, Human Rights, Medicare, Eid al-Fitr, World Cup, World War, World War I, World War II, Cold War, First World War, Second World War, Gulf War, Civil War, Olympics, Olympic Games, Winter Olympics, Summer Olympics, Nobel Prize, Nobel Peace Prize, Kyoto Protocol, Geneva Conventions, Geneva Convention, Bible, Koran, Quran, Hurricane Katrina, Holocaust, Renaissance, New Year, New Year's Day, Super Bowl, Grand Prix, Grand Slam, Champions League, Premier League, Prime Minister, Foreign Minister, Defense Minister, Interior Minister, Secretary of State, Attorney General, Vice President, Stone Age, Bronze Age, Iron Age, Middle Ages, Dow Jones, Constitution, Act, Treaty, Cup, Games, Open, Prize, Award, Day, War, Revolution, Agreement, Protocol, Game, Championship, Championships, Album, Billboard, Century, Age, Note, References, History, Career, Biography, Life, Early, High, Grammy, Emmy, Windows, Law, Code, Theory, Program, Programme, Project, Plan, Conference";

const ABBREVIATIONS: &str = "\
Mr, Mrs, Ms, Dr, Prof, Sen, Rep, Gov, Gen, Col, Maj, Capt, Lt, Sgt, Cpl, Brig, Adm, Rev, St, Hon, Messrs, Mt, Ft, Fr, Vs, No, Jan, Feb, Mar, Apr, Jun, Jul, Aug, Sep, Sept, Oct, Nov, Dec";

const LOWER_TITLES: &str = "\
president, minister, leader, spokesman, spokeswoman, spokesperson, ambassador, envoy, chairman, chairwoman, chief, commander, governor, mayor, senator, lawmaker, judge, analyst, economist, director, actor, actress, singer, author, journalist, colonel, speaker, negotiator, scientist, captain, lawyer, writer, reporter, professor, coach, striker, activist, editor, candidate, chancellor, secretary, prosecutor, dissident";

const SPEECH_VERBS: &str = "\
said, says, told, added, stressed, noted, replied, remarked, insisted, recalled, warned, underscored, reiterated, admitted, testified, joked";

const COMPASS_WORDS: &str = "\
North, South, East, West, Northern, Southern, Eastern, Western, Central, Upper, Lower, Greater, New, State, National, International, Federal, World, First";

const STATE_HEADS: &str = "\
Ministry, Office, Force, Forces, Navy, Guard, Parliament, Department, Command, Police, Senate, Cabinet, Service";
