//! `capitalised word → what is known of it`: the small built-in lists.
//!
//! The lists hold facts that any atlas or baptismal register holds. One table is built of them
//! at first use; a look-up is one hash of the word. Entries are parted by commas or line ends
//! and stand as they are printed; a word in capitals is looked up in its usual spelling too.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// A set of the bits below.
pub type Flags = u32;

/// A nationality, creed or language in English: an adjective, no name.
pub const DEMONYM: Flags = 1;
/// What stands before a person's name in English.
pub const TITLE: Flags = 1 << 1;
/// What stands before a person's name in other languages.
pub const RANK: Flags = 1 << 2;
pub const FIRST_NAME: Flags = 1 << 3;
/// Ends the name of a company, whatever stands before.
pub const COMPANY: Flags = 1 << 4;
/// Begins the name of an organisation.
pub const ORG_HEAD: Flags = 1 << 5;
/// Says that the name in quotation marks after it is an organisation's.
pub const ORG_KIND: Flags = 1 << 6;
pub const PLACE: Flags = 1 << 7;
pub const ORG: Flags = 1 << 8;
/// Proper names that are neither person, organisation nor place: wars, prizes, cups.
pub const OTHER: Flags = 1 << 9;

/// Looks up a word or whole name as printed; `caps` when it has no lower-case letter.
pub fn flags(word: &str, caps: bool) -> Flags {
    if word.len() > NAME_BYTES_MAX {
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

/// Bytes of a name; no entry of the lists is longer.
const NAME_BYTES_MAX: usize = 64;

/// `SAUDI ARABIA` → `Saudi Arabia`.
fn usual_case(name: &str) -> String {
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

static WORDS: LazyLock<FxHashMap<String, Flags>> = LazyLock::new(|| {
    let mut words = FxHashMap::default();
    let mut add = |word: String, flags: Flags| *words.entry(word).or_insert(0) |= flags;
    for (list, flags) in [
        (DEMONYMS, DEMONYM),
        (TITLES, TITLE),
        (RANKS, RANK),
        (FIRST_NAMES, FIRST_NAME),
        (COMPANY_ENDINGS, COMPANY),
        (ORG_HEADS, ORG_HEAD),
        (ORG_KINDS, ORG_KIND),
        (COUNTRIES, PLACE),
        (CITIES, PLACE),
        (REGIONS, PLACE),
        (PLACES, PLACE),
        (ORGS, ORG),
        (OTHERS, OTHER),
    ] {
        entries(list).for_each(|word| add(word.to_owned(), flags));
    }
    for (endings, stems) in DECLINED_PLACES {
        for stem in entries(stems) {
            for ending in endings.split(' ') {
                add(format!("{stem}{}", ending.trim_matches('-')), PLACE);
            }
        }
    }
    words
});

fn entries(list: &'static str) -> impl Iterator<Item = &'static str> {
    let entries = list.split([',', '\n']).map(str::trim);
    entries.filter(|entry| !entry.is_empty())
}

const DEMONYMS: &str = "\
Afghan, Afghans, African, Africans, Albanian, Albanians, Algerian, American, Americans, Angolan, Arab, Arabs, Arabic, Argentine, Argentinian, Armenian, Armenians, Asian, Asians, Australian, Australians, Austrian, Austrians, Azerbaijani, Bahraini, Bangladeshi, Belarusian, Belgian, Belgians, Bolivian, Bosnian, Brazilian, Brazilians, Briton, Britons, British, Bulgarian, Burmese, Cambodian, Cameroonian, Canadian, Canadians, Catalan, Chadian, Chechen, Chechens, Chilean, Chinese, Colombian, Colombians, Congolese, Croat, Croatian, Cuban, Cubans, Cypriot, Czech, Czechs, Danish, Dane, Danes, Dutch, Ecuadorian, Egyptian, Egyptians, English, Eritrean, Estonian, Ethiopian, Ethiopians, European, Europeans, Filipino, Filipinos, Finn, Finnish, French, Frenchman, Georgian, Georgians, German, Germans, Ghanaian, Greek, Greeks, Guatemalan, Haitian, Haitians, Hispanic, Honduran, Hungarian, Hungarians, Icelandic, Indian, Indians, Indonesian, Indonesians, Iranian, Iranians, Iraqi, Iraqis, Irish, Israeli, Israelis, Italian, Italians, Ivorian, Japanese, Jordanian, Kazakh, Kenyan, Kenyans, Korean, Koreans, Kosovar, Kurd, Kurds, Kurdish, Kuwaiti, Kyrgyz, Latin, Latvian, Lebanese, Liberian, Libyan, Libyans, Lithuanian, Macedonian, Malaysian, Malian, Maltese, Mexican, Mexicans, Moldovan, Mongolian, Moroccan, Mozambican, Nepalese, Nicaraguan, Nigerian, Nigerians, Norwegian, Norwegians, Omani, Pakistani, Pakistanis, Palestinian, Palestinians, Panamanian, Paraguayan, Peruvian, Pole, Poles, Polish, Portuguese, Qatari, Romanian, Romanians, Russian, Russians, Rwandan, Saudi, Saudis, Scot, Scots, Scottish, Senegalese, Serb, Serbs, Serbian, Singaporean, Slovak, Slovene, Slovenian, Somali, Somalis, Spaniard, Spanish, Sudanese, Swede, Swedish, Swiss, Syrian, Syrians, Taiwanese, Tajik, Tanzanian, Thai, Tibetan, Tibetans, Tunisian, Turk, Turks, Turkish, Turkmen, Ugandan, Ukrainian, Ukrainians, Uruguayan, Uzbek, Venezuelan, Venezuelans, Vietnamese, Welsh, Yemeni, Yemenis, Zimbabwean, Alawite, Buddhist, Buddhists, Catholic, Catholics, Christian, Christians, Communist, Communists, Conservative, Democrat, Democrats, Democratic, Druze, Evangelical, Fascist, Hindu, Hindus, Hutu, Islamic, Islamist, Islamists, Jew, Jewish, Jews, Liberal, Maoist, Marxist, Muslim, Muslims, Nazi, Nazis, Orthodox, Pashtun, Protestant, Protestants, Republican, Republicans, Roman, Shia, Shi'ite, Shi'ites, Shiite, Shiites, Sikh, Socialist, Soviet, Soviets, Sunni, Sunnis, Tutsi, Yazidi, Zionist";

const TITLES: &str = "\
Mr, Mrs, Ms, Miss, Dr, Prof, Professor, Sir, Dame, Lord, Lady, Prime, Foreign, Interior, Defense, Defence, Finance, President, Vice-President, Vice, Premier, Minister, Chancellor, Secretary, Secretary-General, Ambassador, Envoy, Senator, Sen, Rep, Representative, Congressman, Congresswoman, Governor, Gov, Mayor, Councillor, Commissioner, Deputy, Speaker, Chairman, Chairwoman, Director, Chief, Commander, General, Gen, Colonel, Col, Major, Maj, Captain, Capt, Lieutenant, Lt, Sergeant, Sgt, Corporal, Cpl, Brigadier, Brig, Admiral, Adm, Marshal, Inspector, Detective, Constable, Sheriff, Judge, Justice, Attorney, Prosecutor, King, Queen, Prince, Princess, Emperor, Sultan, Emir, Pope, Bishop, Archbishop, Cardinal, Rabbi, Imam, Ayatollah, Sheikh, Sheik, Mullah, Reverend, Rev, Father, Pastor, Sister, Leader, Spokesman, Spokeswoman, Coach, Executive, Assistant, Officer, Actor, Actress, Singer, Director-General, MP, MEP, Herr, Frau, Präsident, Präsidentin, Bundeskanzler, Bundeskanzlerin, Kanzler, Kanzlerin, Ministerin, Außenminister, Außenministerin, Innenminister, Ministerpräsident, Oberst, Richter, Richterin, Bürgermeister, Monsieur, Madame, Señor, Señora";

const RANKS: &str = "\
Herr, Herrn, Frau, Dr, Dr., Prof., Präsident, Präsidenten, Präsidentin, Bundespräsident, Bundespräsidenten, Bundeskanzler, Bundeskanzlerin, Kanzler, Kanzlers, Kanzlerin, Ministerin, Minister, Ministers, Außenminister, Außenministerin, Innenminister, Innenministerin, Finanzminister, Finanzministerin, Verteidigungsminister, Verteidigungsministerin, Justizminister, Justizministerin, Energieministerin, Energieminister, Ministerpräsident, Ministerpräsidenten, Ministerpräsidentin, Premierminister, Premierministerin, Staatssekretär, Staatssekretärin, Senator, Senatorin, Landrat, Landrätin, Oberst, Hauptmann, Leutnant, General, Admiral, Richter, Richterin, Staatsanwalt, Staatsanwältin, Rechtsanwalt, Rechtsanwältin, Kommissar, Kommissarin, Bürgermeister, Bürgermeisterin, Oberbürgermeister, Oberbürgermeisterin, Papst, Bischof, Kardinal, König, Königin, Kaiser, Kaiserin, Prinz, Prinzessin, Trainer, Trainerin, Sprecher, Sprecherin, Unternehmer, Unternehmers, Abgeordneter, Abgeordnete, Chef, Chefin, Politiker, Politikerin, Botschafter, Botschafterin
señor, señora, Señor, Señora, don, doña, Don, Doña, presidente, presidenta, Presidente, Presidenta, expresidente, vicepresidente, vicepresidenta, ministro, ministra, Ministro, Ministra, exministro, alcalde, alcaldesa, gobernador, gobernadora, senador, senadora, diputado, diputada, juez, jueza, fiscal, coronel, capitán, rey, reina, príncipe, princesa, papa, obispo, cardenal, entrenador, embajador, embajadora, canciller, abogado, abogada, doctor, doctora
signor, signora, Signor, Signora, dottor, dottoressa, professor, professoressa, premier, sindaco, sindaca, senatore, senatrice, deputato, deputata, giudice, colonnello, generale, capitano, regina, principe, principessa, vescovo, cardinale, ambasciatore, ambasciatrice, avvocato, ingegner, cancelliere, commissario
fru, statsminister, præsident, finansminister, udenrigsminister, utenriksminister, borgmester, ordfører, dommer, oberst, kong, dronning, prins, prinsesse";

const FIRST_NAMES: &str = "\
Aaron, Abbas, Abdul, Abdullah, Abraham, Abu, Adam, Ahmad, Ahmed, Akbar, Alan, Albert, Alejandro, Aleksandr, Alex, Alexander, Alexandra, Alexei, Alfred, Ali, Alice, Allan, Amanda, Amir, Amy, Ana, Anatoly, Andre, Andrea, Andreas, Andrei, Andrew, Andrzej, Andy, Angela, Ann, Anna, Anne, Anthony, Antonio, Ariel, Arnold, Arthur, Ashraf, Ayman, Barack, Barbara, Bashar, Ben, Benazir, Benjamin, Bernard, Bill, Bob, Boris, Brian, Bruce, Carl, Carla, Carlos, Carol, Caroline, Catherine, Charles, Charlie, Chris, Christian, Christina, Christine, Christopher, Claire, Claude, Claudia, Colin, Condoleezza, Craig, Dan, Daniel, David, Deborah, Dennis, Diana, Diego, Dick, Dieter, Dmitri, Dmitry, Don, Donald, Donna, Douglas, Edward, Ehud, Elena, Elizabeth, Ellen, Emily, Emma, Emmanuel, Eric, Erik, Ernest, Eugene, Eva, Evo, Fatima, Felipe, Fernando, Fidel, Francis, Francisco, Francois, François, Frank, Franz, Fred, Frederick, Friedrich, Gabriel, Gary, Geoffrey, George, Georgy, Gerald, Gerhard, Giovanni, Giuseppe, Gordon, Grace, Graham, Greg, Gregory, Günter, Guido, Gustav, Guy, Hamid, Hans, Harold, Harry, Hasan, Hassan, Heinrich, Helen, Helmut, Henri, Henry, Herbert, Hillary, Hosni, Howard, Hugh, Hugo, Hussein, Ian, Ibrahim, Igor, Ingrid, Irina, Isaac, Isabel, Islam, Ismail, Ivan, Jack, Jacob, Jacques, Jakob, James, Jamal, Jan, Jane, Janet, Jason, Javier, Jean, Jeff, Jeffrey, Jennifer, Jerry, Jesse, Jessica, Jim, Jimmy, Joan, Joe, Joel, Johan, Johann, Johannes, John, Johnny, Jon, Jonathan, Jorge, Jose, José, Josef, Joseph, Joshua, Juan, Judith, Julia, Julian, Karen, Karl, Kate, Katherine, Kathleen, Keith, Ken, Kenneth, Kevin, Kim, Klaus, Kofi, Konstantin, Kurt, Larry, Laura, Laurent, Leon, Leonid, Lech, Leo, Leslie, Linda, Lisa, Louis, Louise, Luc, Lucas, Luis, Luiz, Luke, Mahmoud, Manuel, Marc, Marcel, Marco, Margaret, Maria, Marie, Marina, Mario, Mark, Martha, Martin, Mary, Matt, Matthew, Maurice, Max, Mehmet, Michael, Michel, Michelle, Miguel, Mikhail, Mike, Mohamed, Mohammad, Mohammed, Muammar, Muhammad, Musa, Mustafa, Nadia, Nancy, Natalia, Neil, Nelson, Nicholas, Nick, Nicolas, Nicole, Nikolai, Nikita, Noah, Nuri, Oleg, Olga, Oliver, Olivier, Omar, Osama, Oscar, Otto, Pablo, Pascal, Patricia, Patrick, Paul, Paula, Pedro, Pervez, Peter, Phil, Philip, Philippe, Pierre, Pieter, Rachel, Rafael, Ralph, Raul, Ray, Raymond, Rebecca, Recep, Ricardo, Richard, Rick, Robert, Roberto, Robin, Roger, Roland, Ronald, Rosa, Rudolf, Rupert, Russell, Ruth, Ryan, Saddam, Salman, Sam, Samuel, Sandra, Sara, Sarah, Scott, Sean, Sebastian, Sergei, Sergey, Sharon, Silvio, Simon, Sofia, Stanley, Stefan, Stephan, Stephen, Steve, Steven, Stuart, Susan, Svetlana, Tariq, Tatiana, Ted, Terry, Thabo, Theodore, Theresa, Thomas, Tim, Timothy, Tom, Tony, Ursula, Vaclav, Viktor, Victor, Vicente, Vincent, Vladimir, Volodymyr, Walter, Warren, Wayne, Wilhelm, William, Wolfgang, Xavier, Yasser, Yevgeny, Yitzhak, Yuri, Yulia, Yusuf, Zine
Adalbert, Adelheid, Agnieszka, Agnes, Aitor, Albrecht, Aldo, Alessandra, Alessandro, Alessia, Alfonso, Alicia, Álvaro, Amara, Anders, Andrés, Ángel, Anja, Anke, Annegret, Anneliese, Annika, Antonia, Antje, Arvid, Astrid, Axel, Beata, Beate, Beatriz, Benedikt, Benito, Bernardo, Bernd, Bernhard, Bettina, Birgit, Björn, Bogdan, Bożena, Brigitte, Bruno, Burkhard, Carlo, Carmen, Carsten, Cem, Chiara, Christa, Christoph, Cristina, Dag, Dagmar, Daniela, Davide, Detlef, Dietmar, Dietrich, Dirk, Dorota, Dorothea, Eberhard, Edith, Edmund, Eduardo, Egon, Elisabeth, Elke, Elżbieta, Emilio, Emmanuele, Enrico, Enrique, Erich, Erika, Esteban, Ewa, Fabio, Federica, Federico, Felix, Filippo, Florian, Francesca, Francesco, Friedhelm, Fritz, Gabriela, Gabriele, Gerd, Giancarlo, Gianni, Giorgia, Giorgio, Gisela, Gonzalo, Grzegorz, Guillermo, Gudrun, Gunnar, Hannelore, Harald, Hartmut, Heike, Heiko, Heinz, Helena, Helga, Hendrik, Henryk, Henrik, Hermann, Hildegard, Holger, Horst, Ignacio, Ilse, Inés, Inga, Ingo, Ingeborg, Isabella, Iwona, Jacek, Jaime, Janina, Jarosław, Jens, Jerzy, Joachim, Joanna, Jochen, Jörg, Jonas, Jonna, Jost, Jürgen, Julio, Jutta, Karin, Karl-Heinz, Karsten, Katarina, Katarzyna, Katharina, Katja, Kerstin, Krzysztof, Lars, Leonardo, Leopold, Lorenzo, Lothar, Lucía, Luca, Luciano, Ludwig, Luigi, Łukasz, Lutz, Maciej, Magdalena, Małgorzata, Manfred, Marcin, Marcos, Marek, Margarete, Mariano, Markus, Marta, Mateusz, Matteo, Matthias, Mauricio, Maurizio, Mercedes, Michał, Mirela, Miroslav, Monika, Nadja, Nicola, Nils, Norbert, Nuria, Olaf, Ole, Oleksandr, Oskar, Ottavio, Paolo, Paweł, Petra, Pietro, Pilar, Piotr, Rafał, Rainer, Ramón, Raquel, Reinhard, Renata, Renate, Riccardo, Rodrigo, Rolf, Roman, Rosario, Rüdiger, Rustam, Sabine, Salvador, Salvatore, Santiago, Sergio, Siegfried, Sigmar, Sigmund, Signe, Sigrid, Silke, Silvia, Sławomir, Sofía, Sönke, Stanisław, Stefania, Stefano, Steffen, Sunniva, Susanne, Sven, Sylvia, Tadeusz, Teresa, Thea, Thorsten, Tobias, Tomasz, Torsten, Uli, Ulrich, Ulrike, Umberto, Ute, Uwe, Valentina, Valeria, Vera, Verónica, Vittorio, Volker, Waltraud, Wiktor, Wilfried, Wilhelmine, Willi, Winfried, Wojciech, Yolanda, Zbigniew
Александр, Александра, Алексей, Алина, Анастасия, Анатолий, Андрей, Анна, Антон, Аркадий, Борис, Вадим, Валентин, Валентина, Валерий, Василий, Вера, Виктор, Виктория, Виталий, Владимир, Владислав, Вячеслав, Галина, Геннадий, Георгий, Глеб, Григорий, Дарья, Денис, Дмитрий, Евгений, Евгения, Екатерина, Елена, Иван, Игорь, Ингрид, Ирина, Кирилл, Константин, Ксения, Лев, Леонид, Людмила, Максим, Марина, Мария, Матвей, Михаил, Надежда, Наталья, Никита, Николай, Оксана, Олег, Ольга, Павел, Пётр, Роман, Светлана, Семён, Сергей, Станислав, Степан, Тамара, Татьяна, Тимофей, Фёдор, Эдуард, Юлия, Юрий, Яков, Ярослав, Олександр, Андрій, Володимир, Дмитро, Ігор, Катерина, Микола, Михайло, Олена, Сергій, Тарас, Юрій";

const COMPANY_ENDINGS: &str = "\
Inc, Inc., Corp, Corp., Ltd, Ltd., Limited, Plc, PLC, LLC, AG, GmbH, mbH, KG, KGaA, OHG, SE, e.V., SA, S.A., S.A.S., SAS, N.V., NV, B.V., BV, S.p.A., SpA, S.r.l., Srl, SRL, S.R.L., S.L., Ltda, Ltda., AB, ASA, A/S, ApS, Oy, Oyj, Kft, Kft., Zrt, Zrt., Nyrt, Nyrt., a.s., s.r.o., d.o.o., A.Ş., Bhd, Pty, OAO, ZAO, ОАО, ЗАО, ПАО, ТОВ";

const ORG_HEADS: &str = "\
Banco, Banca, Banque, Cámara, Camera, Comisión, Commissione, Comité, Comitato, Confederación, Confederazione, Consejo, Consiglio, Corte, Federación, Federazione, Fundación, Fondazione, Frente, Instituto, Istituto, Ministerio, Ministero, Ministerstwo, Movimiento, Movimento, Museo, Organización, Organizzazione, Partido, Partito, Partia, Policía, Polizia, Senado, Senato, Sindicato, Sindacato, Tribunal, Tribunale, Unión, Unione, Universidad, Università, Uniwersytet, Министерство, Министерства, Банк, Партия, Партии, Университет";

const ORG_KINDS: &str = "\
Firma, Firmen, Unternehmen, Konzern, Reederei, Zeitung, Verlag, Verein, Partei, Agentur, Nachrichtenagentur, Tageszeitung, Magazin, Zeitschrift, Stiftung, empresa, compañía, diario, periódico, agencia, revista, banco, partido, fundación, azienda, società, quotidiano, giornale, agenzia, rivista, banca, partito, fondazione, firma, spółka, spółki, gazeta, agencja, partia, фирма, фирмы, фирме, фирму, фирмой, компания, компании, компанию, компанией, газета, газеты, газете, газету, газетой, журнал, журнала, журнале, агентство, агентства, банк, банка, банке, партия, партии, партию, партией, концерн, концерна, завод, завода, фонд, фонда, издательство, ООО, ОАО, ЗАО, ПАО, АО";

const COUNTRIES: &str = "\
Afghanistan, Albania, Algeria, Andorra, Angola, Argentina, Armenia, Australia, Austria, Azerbaijan, Bahamas, Bahrain, Bangladesh, Barbados, Belarus, Belgium, Belize, Benin, Bhutan, Bolivia, Bosnia, Bosnia-Herzegovina, Bosnia and Herzegovina, Botswana, Brazil, Britain, Great Britain, Brunei, Bulgaria, Burkina Faso, Burma, Burundi, Cambodia, Cameroon, Canada, Cape Verde, Central African Republic, Chad, Chile, China, Colombia, Comoros, Congo, Costa Rica, Croatia, Cuba, Cyprus, Czech Republic, Czechia, Czechoslovakia, Denmark, Djibouti, Dominica, Dominican Republic, East Timor, Ecuador, Egypt, El Salvador, England, Equatorial Guinea, Eritrea, Estonia, Ethiopia, Fiji, Finland, France, Gabon, Gambia, Georgia, Germany, East Germany, West Germany, Ghana, Greece, Grenada, Guatemala, Guinea, Guinea-Bissau, Guyana, Haiti, Honduras, Hungary, Iceland, India, Indonesia, Iran, Iraq, Ireland, Northern Ireland, Israel, Italy, Ivory Coast, Jamaica, Japan, Jordan, Kazakhstan, Kenya, Kiribati, Korea, North Korea, South Korea, Kosovo, Kuwait, Kyrgyzstan, Laos, Latvia, Lebanon, Lesotho, Liberia, Libya, Liechtenstein, Lithuania, Luxembourg, Macedonia, North Macedonia, Madagascar, Malawi, Malaysia, Maldives, Mali, Malta, Mauritania, Mauritius, Mexico, Micronesia, Moldova, Monaco, Mongolia, Montenegro, Morocco, Mozambique, Myanmar, Namibia, Nauru, Nepal, Netherlands, New Zealand, Nicaragua, Niger, Nigeria, Norway, Oman, Pakistan, Palestine, Panama, Papua New Guinea, Paraguay, Peru, Philippines, Poland, Portugal, Qatar, Romania, Russia, Russian Federation, Rwanda, Samoa, San Marino, Saudi Arabia, Scotland, Senegal, Serbia, Seychelles, Sierra Leone, Singapore, Slovakia, Slovenia, Solomon Islands, Somalia, South Africa, Soviet Union, Spain, Sri Lanka, Sudan, South Sudan, Suriname, Swaziland, Sweden, Switzerland, Syria, Taiwan, Tajikistan, Tanzania, Thailand, Togo, Tonga, Trinidad and Tobago, Tunisia, Turkey, Turkmenistan, Tuvalu, Uganda, Ukraine, United Arab Emirates, United Kingdom, United States, United States of America, Uruguay, USSR, Uzbekistan, Vanuatu, Vatican, Vatican City, Venezuela, Vietnam, Wales, Yemen, Yugoslavia, Zaire, Zambia, Zimbabwe, U.S., U.S.A., USA, US, U.K., UK, UAE, U.A.E.";

const CITIES: &str = "\
Abidjan, Abuja, Addis Ababa, Aleppo, Alexandria, Algiers, Almaty, Amman, Amsterdam, Ankara, Antwerp, Athens, Atlanta, Auckland, Baghdad, Baku, Bamako, Bangkok, Barcelona, Basra, Beijing, Beirut, Belfast, Belgrade, Berlin, Bern, Bogota, Bombay, Bonn, Boston, Brasilia, Bratislava, Brisbane, Brussels, Bucharest, Budapest, Buenos Aires, Cairo, Calcutta, Cape Town, Caracas, Casablanca, Chicago, Cologne, Colombo, Copenhagen, Dakar, Dallas, Damascus, Darwin, Delhi, New Delhi, Denver, Detroit, Dhaka, Doha, Dubai, Dublin, Düsseldorf, Edinburgh, Fallujah, Florence, Frankfurt, Freetown, Gaza, Gaza City, Geneva, Glasgow, Guadalajara, Hamburg, Hanoi, Harare, Havana, Hebron, Helsinki, Ho Chi Minh City, Homs, Hong Kong, Houston, Hyderabad, Idlib, Istanbul, Jakarta, Jerusalem, Johannesburg, Kabul, Kampala, Kandahar, Karachi, Kathmandu, Khartoum, Kiev, Kyiv, Kigali, Kinshasa, Kirkuk, Kuala Lumpur, Lagos, Lahore, Leeds, Lima, Lisbon, Liverpool, London, Los Angeles, Luanda, Lyon, Madrid, Managua, Manchester, Manila, Marseille, Mecca, Medina, Melbourne, Mexico City, Miami, Milan, Minneapolis, Minsk, Mogadishu, Monrovia, Montevideo, Montreal, Moscow, Mosul, Mumbai, Munich, Nairobi, Najaf, Naples, New Orleans, New York City, Nicosia, Osaka, Oslo, Ottawa, Palmyra, Panama City, Paris, Peshawar, Philadelphia, Phoenix, Prague, Pretoria, Pristina, Pyongyang, Quito, Rabat, Ramallah, Rangoon, Raqqa, Riga, Rio de Janeiro, Riyadh, Rome, Rotterdam, Salzburg, San Diego, San Francisco, San Salvador, Sanaa, Santiago, Sao Paulo, Sarajevo, Seattle, Seoul, Shanghai, Sofia, St. Petersburg, St Petersburg, Stalingrad, Stockholm, Strasbourg, Stuttgart, Sydney, Taipei, Tallinn, Tashkent, Tbilisi, Tehran, Tel Aviv, The Hague, Tikrit, Tokyo, Toronto, Tripoli, Tunis, Turin, Ulan Bator, Vancouver, Venice, Vienna, Vilnius, Vladivostok, Warsaw, Wellington, Yerevan, Zagreb, Zurich, Zürich, München, Köln, Wien, Genf, Moskau, Damaskus, Brüssel, Warschau, Prag, Mailand, Londres, Genève, Moscou, Damas, Bruxelles";

const REGIONS: &str = "\
Africa, North Africa, West Africa, East Africa, America, North America, South America, Latin America, Central America, Antarctica, Arctic, Asia, Central Asia, Southeast Asia, South Asia, Atlantic, Atlantic Ocean, Pacific, Pacific Ocean, Indian Ocean, Balkans, Baltic, Bavaria, Caribbean, Caucasus, Chechnya, Crimea, Darfur, Eastern Europe, Western Europe, Europe, Far East, Gaza Strip, Golan Heights, Guantanamo Bay, Kashmir, Kurdistan, Levant, Mediterranean, Mesopotamia, Middle East, North Sea, Black Sea, Red Sea, Persian Gulf, Scandinavia, Siberia, Silesia, Sinai, South Ossetia, Abkhazia, Tibet, Transylvania, Ulster, West Bank, Western Sahara, Western Hemisphere, Zanzibar, Alabama, Alaska, Arizona, Arkansas, California, Colorado, Connecticut, Delaware, Florida, Hawaii, Idaho, Illinois, Indiana, Iowa, Kansas, Kentucky, Louisiana, Maine, Maryland, Massachusetts, Michigan, Minnesota, Mississippi, Missouri, Montana, Nebraska, Nevada, New Hampshire, New Jersey, New Mexico, New York, New York State, North Carolina, North Dakota, Ohio, Oklahoma, Oregon, Pennsylvania, Rhode Island, South Carolina, South Dakota, Tennessee, Texas, Utah, Vermont, Virginia, West Virginia, Washington, Washington D.C., Wisconsin, Wyoming, Alberta, British Columbia, Manitoba, Nova Scotia, Ontario, Quebec, Saskatchewan, New South Wales, Queensland, Victoria, Tasmania, Normandy, Catalonia, Andalusia, Lombardy, Tuscany, Sicily, Sardinia, Bali, Sumatra, Java, Gujarat, Punjab, Kerala, Tamil Nadu, Sindh, Sichuan, Xinjiang, Guangdong, Anbar, Helmand, Mars, Venus, Capitol Hill, Camp David, Wall Street, Abu Ghraib, Abu Dhabi";

/// Places as other languages print them, one line for each.
const PLACES: &str = "\
Deutschland, Österreich, Schweiz, Frankreich, Spanien, Italien, Russland, Rußland, Großbritannien, Vereinigtes Königreich, Vereinigten Königreich, Polen, Ungarn, Türkei, Syrien, Griechenland, Belgien, Niederlande, Niederlanden, Dänemark, Schweden, Norwegen, Finnland, Irland, Estland, Lettland, Litauen, Tschechien, Slowakei, Slowenien, Kroatien, Serbien, Bosnien, Bosnien-Herzegowina, Albanien, Mazedonien, Nordmazedonien, Montenegro, Rumänien, Bulgarien, Moldau, Ukraine, Weißrussland, Belarus, Georgien, Armenien, Aserbaidschan, Kasachstan, Usbekistan, Tadschikistan, Kirgistan, Turkmenistan, Libanon, Jordanien, Irak, Saudi-Arabien, Jemen, Ägypten, Libyen, Tunesien, Algerien, Marokko, Äthiopien, Kenia, Tansania, Südafrika, Kamerun, Indien, Indonesien, Japan, Nordkorea, Südkorea, Mongolei, Australien, Neuseeland, Kanada, Mexiko, Brasilien, Argentinien, Kolumbien, Bolivien, Kuba, Vereinigte Staaten, Vereinigten Staaten, Vereinigte Arabische Emirate, Vereinigten Arabischen Emirate, Europa, Afrika, Asien, Amerika, Südamerika, Nordamerika, Lateinamerika, Naher Osten, Nahen Osten, Bayern, Sachsen, Baden-Württemberg, Nordrhein-Westfalen, Niedersachsen, Schleswig-Holstein, Thüringen, Brandenburg, Mecklenburg-Vorpommern, Sachsen-Anhalt, Rheinland-Pfalz, Saarland, Krim, Balkan, Wien, Zürich, Genf, Basel, München, Köln, Düsseldorf, Leipzig, Dresden, Hannover, Nürnberg, Bremen, Rom, Mailand, Venedig, Florenz, Neapel, Turin, Moskau, Kiew, Warschau, Krakau, Danzig, Prag, Brüssel, Kopenhagen, Lissabon, Athen, Bukarest, Belgrad, Damaskus, Kairo, Bagdad, Teheran, Peking, Tokio, Straßburg, Den Haag, Tripolis, Algier, Neu-Delhi
Alemania, España, Francia, Italia, Rusia, Suiza, Siria, México, Brasil, Reino Unido, Estados Unidos, Estados Unidos de América, EE.UU., Inglaterra, Escocia, Irlanda, Bélgica, Países Bajos, Holanda, Dinamarca, Suecia, Noruega, Finlandia, Polonia, Hungría, Rumanía, Grecia, Turquía, Ucrania, Croacia, Marruecos, Argelia, Túnez, Libia, Egipto, Etiopía, Sudáfrica, Arabia Saudí, Arabia Saudita, Irán, Líbano, Jordania, Afganistán, Pakistán, Japón, Filipinas, Nueva Zelanda, Canadá, Haití, República Dominicana, Panamá, Perú, Corea del Norte, Corea del Sur, América, América Latina, América del Sur, Latinoamérica, África, Oriente Medio, Oriente Próximo, Cataluña, Andalucía, Galicia, País Vasco, Castilla y León, Castilla-La Mancha, Comunidad Valenciana, Madrid, Barcelona, Sevilla, Zaragoza, Málaga, Bilbao, Murcia, Córdoba, Granada, Bogotá, Ciudad de México, Nueva York, Londres, París, Roma, Berlín, Moscú, Pekín, Bruselas, Viena, Varsovia, Atenas, Lisboa, Ginebra, Damasco, El Cairo, Jerusalén, La Habana, La Paz, San José, San Juan, Montevideo, Asunción, Medellín, Cali, Valparaíso, Rosario
Germania, Spagna, Russia, Svizzera, Regno Unito, Stati Uniti, Stati Uniti d'America, Gran Bretagna, Inghilterra, Scozia, Belgio, Paesi Bassi, Olanda, Danimarca, Svezia, Norvegia, Ungheria, Romania, Turchia, Ucraina, Croazia, Marocco, Tunisia, Egitto, Etiopia, Sudafrica, Iraq, Libano, Giordania, Giappone, Cina, Corea del Nord, Corea del Sud, Brasile, Messico, Cile, Sud America, Medio Oriente, Sicilia, Sardegna, Lombardia, Toscana, Puglia, Calabria, Liguria, Piemonte, Veneto, Umbria, Lazio, Campania, Milano, Torino, Napoli, Firenze, Venezia, Genova, Bologna, Palermo, Bari, Catania, Trieste, Verona, Padova, Londra, Parigi, Berlino, Mosca, Pechino, Bruxelles, Vienna, Varsavia, Atene, Ginevra, L'Aquila
Polska, Polski, Polsce, Polskę, Niemcy, Niemiec, Niemczech, Francja, Francji, Hiszpania, Hiszpanii, Włochy, Włoch, Włoszech, Rosja, Rosji, Rosję, Ukraina, Ukrainy, Ukrainie, Ukrainę, Białoruś, Białorusi, Litwa, Litwy, Litwie, Wielka Brytania, Wielkiej Brytanii, Stany Zjednoczone, Stanów Zjednoczonych, Stanach Zjednoczonych, Europy, Europie, Warszawa, Warszawy, Warszawie, Kraków, Krakowa, Krakowie, Gdańsk, Gdańska, Gdańsku, Wrocław, Wrocławia, Wrocławiu, Poznań, Poznania, Poznaniu, Łódź, Łodzi, Lublin, Lublina, Lublinie, Moskwa, Moskwy, Moskwie, Paryż, Paryża, Paryżu, Londyn, Londynu, Londynie, Berlinie, Praga, Pragi, Pradze, Bruksela, Brukseli, Česko, Česká republika, Praha, Praze, Brno, Slovensko, Türkiye, İstanbul, Danmark, Sverige, Norge, København, Oslo, Suomi, Helsingissä, România, București, Magyarország, Hrvatska, Srbija, Beograd
Ελλάδα, Ελλάδας, Αθήνα, Αθήνας, Κύπρος, Κύπρου, Κύπρο, Τουρκία, Τουρκίας, Ρωσία, Ρωσίας, Γερμανία, Γερμανίας, ΗΠΑ, Θεσσαλονίκη
سوريا, دمشق, العراق, بغداد, مصر, القاهرة, لبنان, بيروت, الأردن, فلسطين, غزة, إسرائيل, السعودية, الرياض, اليمن, صنعاء, ليبيا, طرابلس, تونس, الجزائر, السودان, الخرطوم, إيران, طهران, تركيا, أنقرة, روسيا, موسكو, أوكرانيا, فرنسا, باريس, لندن, ألمانيا, برلين, الصين, بكين, الولايات المتحدة, واشنطن, ישראל, ירושלים, חיפה
中国, 中國, 北京, 上海, 香港, 台湾, 台灣, 台北, 日本, 東京, 东京, 大阪, 韩国, 韓國, 首尔, 朝鲜, 美国, 美國, 华盛顿, 纽约, 英国, 英國, 伦敦, 法国, 法國, 巴黎, 德国, 德國, 柏林, 俄罗斯, 俄羅斯, 莫斯科, 乌克兰, 印度, 叙利亚, アメリカ, ロシア, ウクライナ, フランス, ドイツ, イギリス
Allemagne, Angleterre, Espagne, Italie, Russie, Suisse, Syrie, Belgique, Turquie
США, РФ, КНР, КНДР, ОАЭ, ЕАЭС, СНГ, СССР, Алеппо, Баку, Тбилиси, Токио, Осло, Хельсинки, Дели, Чили, Перу, Сомали, Косово, Сочи, Российская Федерация, Российской Федерации, Советский Союз, Советского Союза, Советском Союзе, Саудовская Аравия, Саудовской Аравии, Саудовскую Аравию, Южная Корея, Южной Кореи, Южной Корее, Северная Корея, Северной Кореи, Северной Корее, Южная Осетия, Южной Осетии, Соединённые Штаты, Соединённых Штатов, Соединённых Штатах, Ближний Восток, Ближнего Востока, Ближнем Востоке, Нью-Йорк, Нью-Йорка, Нью-Йорке, Ростов-на-Дону, Нижний Новгород, Нижнего Новгорода, Нижнем Новгороде, Великий Новгород, Чечня, Чечни, Чечне, Україна, України, Україні, Київ, Києва, Києві, Росія, Росії, Львів, Львові, Харків, Харкові";

/// Russian places: the endings of their cases (`-` for none), and the stems that take them.
const DECLINED_PLACES: [(&str, &str); 10] = [
    (
        "я и ю ей",
        "Росси, Сири, Германи, Франци, Итали, Испани, Великобритани, Англи, Шотланди, Ирланди, Бельги, Швейцари, Австри, Швеци, Норвеги, Дани, Финлянди, Чехи, Словаки, Словени, Хорвати, Серби, Болгари, Румыни, Венгри, Албани, Македони, Греци, Турци, Грузи, Армени, Молдави, Абхази, Латви, Эстони, Белорусси, Монголи, Япони, Инди, Индонези, Австрали, Бразили, Боливи, Колумби, Иордани, Ливи, Эфиопи, Нигери, Кени, Ази, Осети, Скандинави, Калифорни",
    ),
    (
        "а ы у ой е",
        "Украин, Москв, Варшав, Женев, Вен, Анкар, Хиросим, Самар, Уф, Одесс, Полтав, Литв, Аргентин, Куб, Европ, Канад, Пальмир, Гаван",
    ),
    ("а и у ой е", "Праг, Риг, Америк, Африк, Мексик, Калуг"),
    (
        "- а у ом е",
        "Киев, Лондон, Берлин, Дамаск, Иран, Ирак, Афганистан, Казахстан, Узбекистан, Таджикистан, Туркменистан, Пакистан, Азербайджан, Кыргызстан, Ливан, Йемен, Судан, Вьетнам, Вашингтон, Петербург, Санкт-Петербург, Новосибирск, Екатеринбург, Мурманск, Владивосток, Краснодар, Белгород, Курск, Донецк, Луганск, Харьков, Львов, Минск, Ереван, Ташкент, Багдад, Тегеран, Пекин, Стокгольм, Мадрид, Рим, Милан, Иерусалим, Идлиб, Крым, Кавказ, Дагестан, Татарстан, Кипр",
    ),
    ("- а у ем е", "Париж"),
    ("ай ая аю аем ае", "Кит"),
    (
        "ь я ю ем е",
        "Израил, Брюссел, Севастопол, Симферопол, Ярославл, Мариупол",
    ),
    (
        "ь и ью",
        "Казан, Перм, Твер, Рязан, Тюмен, Астрахан, Беларус, Сибир",
    ),
    ("а и у ей е", "Польш"),
    ("ет та ту том те", "Егип"),
];

const ORGS: &str = "\
Abu Sayyaf, Air Force, al-Aqsa Martyrs Brigades, al-Jazeera, al-Nusra Front, al-Nusra, al-Qaida, al-Qaeda, al-Shabab, al-Shabaab, Amnesty International, ANC, AP, Associated Press, African Union, Apple, Arab League, ASEAN, BBC, Boeing, Airbus, Boko Haram, Bundesbank, Bundestag, Capitol, CBS, CDU, CIA, CNN, Congress, Daesh, Duma, ECB, EU, European Commission, European Parliament, European Union, Facebook, Farc, FARC, Fatah, FBI, Fed, Federal Reserve, FIFA, FSB, General Electric, General Motors, Google, Hamas, Hezbollah, Hizbollah, Hayat Tahrir al-Sham, Human Rights Watch, IAEA, IBM, ICC, IMF, Interpol, IOC, IRA, ISIS, ISIL, Islamic Jihad, Islamic State, Jabhat Fateh al-Sham, KGB, Knesset, Kremlin, Labour, Microsoft, MI5, MI6, Muslim Brotherhood, NASA, NATO, Nato, NBC, NPR, OECD, OPEC, OSCE, Pentagon, PKK, PLO, Politburo, Press TV, Red Crescent, Red Cross, Reuters, RTP, SANA, Scotland Yard, State Department, SEC, Security Council, Senate, Shell, SPD, Sputnik, TASS, Tass, Taliban, Taleban, Tamil Tigers, Toyota, Twitter, U.N., UN, UNESCO, UNHCR, UNICEF, United Nations, Vereinte Nationen, VOA, Voice of America, Volkswagen, Warsaw Pact, Le Monde, White House, WHO, World Bank, World Health Organization, WTO, Xinhua, YPG, House of Commons, House of Lords, House of Representatives, International Monetary Fund, International Criminal Court, Bank of England, Lord's Resistance Army, Doctors Without Borders
Bundesrat, Bundeswehr, Bundesregierung, Bundesverfassungsgericht, Europäische Union, Europäischen Union, Europäische Kommission, Europäischen Kommission, Europäisches Parlament, Europäische Zentralbank, Europäischen Zentralbank, EZB, CSU, FDP, AfD, Bündnis 90, ARD, ZDF, ÖVP, SPÖ, FPÖ, SVP, Vereinten Nationen, Deutsche Bahn, Deutschen Bahn, Deutsche Bank, Deutschen Bank, Deutsche Post, Deutsche Telekom, Lufthansa, Siemens, Rotes Kreuz, Rote Kreuz, Roten Kreuz, Roten Kreuzes, Weltbank, Naciones Unidas, ONU, OTAN, Unión Europea, UE, Comisión Europea, Parlamento Europeo, Fondo Monetario Internacional, FMI, Banco Mundial, Cruz Roja, PSOE, Guardia Civil, Partido Popular, Efe, Nazioni Unite, Unione Europea, Commissione Europea, Commissione europea, Parlamento europeo, Banca d'Italia, Croce Rossa, Confindustria, Rai, Ansa, Lega, Forza Italia, Fratelli d'Italia, Sejm, Senat, Unia Europejska, Unii Europejskiej
ООН, НАТО, Кремль, Кремля, Кремле, Кремлю, ИГИЛ, ЕС, МВФ, ОБСЕ, ФСБ, МВД, МИД, МЧС, Госдума, Госдумы, Госдуме, Госдума РФ, Совет Федерации, Совета Федерации, Евросоюз, Евросоюза, Еврокомиссия, Еврокомиссии, Единая Россия, Единой России, ТАСС, РИА Новости, Интерфакс, Газпром, Газпрома, Роснефть, Роснефти
الأمم المتحدة, الاتحاد الأوروبي, حماس, حزب الله, 联合国, 聯合國, 欧盟, 国連";

const OTHERS: &str = "\
World Cup, World War, World War I, World War II, Champions League, Premier League, Europa League, Super Bowl, Grand Prix, Grand Slam, Dow Jones, Nobel Prize, Zweiter Weltkrieg, Zweiten Weltkrieg, Ersten Weltkrieg, Guerra Civil, Guerra Fría, Guerra Fredda, Segunda Guerra Mundial, Primera Guerra Mundial, Seconda Guerra Mondiale, Semana Santa, Premio Nobel, Premio Cervantes, Prima Guerra Mondiale, Copa América, Copa del Rey, La Liga, Serie A, Santa Sede, Navidad, Новый Год, Новым Годом";
