//! `Table + Corrections → what a query asks of names`.

use rustc_hash::{FxHashMap, FxHashSet};

use super::corrections::{Correction, Corrections, NameRef};
use super::unite::Sets;
use super::{Doubt, Entity, Form, Link, Name, Reason, Table, kinds};
use crate::entities::EntityType;
use crate::entities::key::{contains_words, key};
use crate::entities::lists::Listed;

/// Names that the corrections and the table bring together; the pairs of an entity's are compared.
const CORRECTED_NAMES_MAX: usize = 4096;

/// Names that the user gives one text, and can mean by it: each further correction of it is one of
/// all of them.
const CALLED_MAX: usize = 64;

/// What is known of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The entity that it belongs to; of one name, where no other is known.
    pub entity: Entity,
    /// The type of the entity.
    pub kind: EntityType,
    /// The name of the entity if the user gave it one.
    pub renamed: Option<String>,
    pub hidden: bool,
}

impl Known {
    /// The name that stands for the entity.
    pub fn first(&self) -> &Name {
        &self.entity.forms[0].name
    }

    /// The keys of all its names.
    pub fn keys(&self) -> Vec<String> {
        let forms = self.entity.forms.iter();
        forms.map(|form| form.name.key.clone()).collect()
    }
}

/// Which names are one, by the articles and by the user.
pub struct Names {
    table: Option<Table>,
    corrections: Corrections,
    /// Entities that the list and the corrections made other than the table has them, by each of their names.
    corrected: FxHashMap<Name, usize>,
    entities: Vec<Entity>,
    hidden: FxHashSet<Name>,
    renamed: FxHashMap<Name, String>,
    retyped: FxHashMap<Name, EntityType>,
}

impl Names {
    /// Lays a list and corrections over a table. `articles` gives how many articles have a name in any way.
    pub fn new(
        table: Option<Table>,
        corrections: Corrections,
        listed: &[Listed],
        articles: &dyn Fn(&Name) -> u64,
    ) -> Names {
        let mut names = Names {
            table,
            corrections: Corrections::default(),
            corrected: FxHashMap::default(),
            entities: Vec::new(),
            hidden: FxHashSet::default(),
            renamed: FxHashMap::default(),
            retyped: FxHashMap::default(),
        };
        let (meant, retyped) = resolve(&corrections, names.table.as_ref());
        names.retyped = retyped;
        names.unite(&meant, listed, articles);
        for Meant {
            correction,
            names: all,
            ..
        } in &meant
        {
            let all = all.iter().flatten().flat_map(|name| names.forms_of(name));
            let all: Vec<Name> = all.collect();
            match correction {
                Correction::Hide(_) => names.hidden.extend(all),
                Correction::Rename(_, to) => {
                    let renamed = all.into_iter().map(|name| (name, to.clone()));
                    names.renamed.extend(renamed);
                }
                _ => {}
            }
        }
        names.corrections = corrections;
        names
    }

    /// The corrections in force, and what is wrong with the others.
    pub fn corrections(&self) -> &Corrections {
        &self.corrections
    }

    /// What is known of a name; `None` if that is nothing but the name.
    pub fn get(&self, name: &Name) -> Option<Known> {
        let entity = self.entity(name);
        let is_touched = self.hidden.contains(name)
            || self.renamed.contains_key(name)
            || self.retyped.contains_key(name);
        if entity.is_none() && !is_touched {
            return None;
        }
        let entity = entity.unwrap_or_else(|| alone(name));
        let first = &entity.forms.first()?.name;
        Some(Known {
            kind: self.kind(first),
            renamed: self.renamed.get(name).cloned(),
            hidden: self.hidden.contains(name),
            entity,
        })
    }

    /// The type of a name.
    pub fn kind(&self, name: &Name) -> EntityType {
        self.retyped.get(name).copied().unwrap_or(name.kind)
    }

    /// Names that a written one fits by the user's word alone: by the name or the type that they
    /// were given.
    pub fn changed(&self, written: &str) -> Vec<Name> {
        let wanted = key(EntityType::Org, written);
        let fits = |key: &str| contains_words(key.as_bytes(), wanted.as_bytes());
        let renamed = self.renamed.iter();
        let renamed = renamed.filter(|(name, to)| fits(&key(name.kind, to)));
        let retyped = self.retyped.keys().filter(|name| fits(&name.key));
        let changed = renamed.map(|(name, _)| name).chain(retyped);
        changed.cloned().collect()
    }

    pub fn is_hidden(&self, name: &Name) -> bool {
        self.hidden.contains(name)
    }

    /// Hands over the keys of a type that contain some words next to each other.
    pub fn keys_with(&self, kind: EntityType, words: &str, see: &mut dyn FnMut(&str)) {
        if let Some(table) = &self.table {
            table.keys_with(kind, words, see);
        }
        // Aliases of the list need not stand in any article.
        let corrected = self.corrected.keys().filter(|name| name.kind == kind);
        corrected
            .filter(|name| contains_words(name.key.as_bytes(), words.as_bytes()))
            .for_each(|name| see(&name.key));
    }

    /// What a name could be short for, if that is not clear.
    pub fn doubt(&self, name: &Name) -> Option<Doubt> {
        self.table.as_ref()?.doubt(name)
    }

    /// The entity of a name that has other names.
    fn entity(&self, name: &Name) -> Option<Entity> {
        match self.corrected.get(name) {
            Some(at) => Some(self.entities.get(*at)?.clone()).filter(|e| e.forms.len() > 1),
            None => self.table.as_ref()?.entity(name),
        }
    }

    fn forms_of(&self, name: &Name) -> impl Iterator<Item = Name> + use<> {
        let entity = self.entity(name).unwrap_or_else(|| alone(name));
        entity.forms.into_iter().map(|form| form.name)
    }

    /// Makes the entities that the list, merges, splits and types change.
    fn unite(&mut self, meant: &[Meant], listed: &[Listed], articles: &dyn Fn(&Name) -> u64) {
        let table = self.table.as_ref();
        let mut graph = Graph::default();
        let by_list = graph.add_listed(listed, table, articles);
        for meant in meant {
            if matches!(
                meant.correction,
                Correction::Hide(_) | Correction::Rename(..)
            ) {
                continue;
            }
            for (reference, names) in meant.correction.names().iter().zip(&meant.names) {
                for name in names {
                    graph.add(name, reference, table, articles);
                }
            }
        }
        let mut retyped: Vec<&Name> = self.retyped.keys().collect();
        retyped.sort_unstable();
        for name in retyped {
            let reference = NameRef::parse(&name.key);
            for kind in kinds() {
                graph.add(&Name::new(kind, &name.key), &reference, table, articles);
            }
        }
        let said = Said::of(meant, &graph, &self.retyped);
        let mut sets = Sets::new(graph.forms.len());
        let kind = |at: u32| self.kind(&graph.forms[at as usize].name);
        let is_retyped = |at: u32| self.retyped.contains_key(&graph.forms[at as usize].name);
        let is_refused = |a: u32, b: u32| said.apart.contains(&(a.min(b), a.max(b)));
        let mut links: Vec<Link> = Vec::new();
        let by_user = said.one.iter().rev();
        let by_user = by_user.map(|(name, other, line)| Link {
            name: *name as usize,
            other: *other as usize,
            reason: Reason::Corrected(*line),
            count: 1,
            examples: Vec::new(),
        });
        let by_articles = graph.links.iter().cloned();
        for link in by_user.chain(by_list).chain(by_articles) {
            let (a, b) = (link.name as u32, link.other as u32);
            // Of what it is, the user knows more than the articles.
            let is_overruled = link.reason == Reason::Type
                && (is_retyped(a) || is_retyped(b))
                && kind(a) != kind(b);
            if !is_overruled
                && !is_refused(a, b)
                && sets.join(a, b, CORRECTED_NAMES_MAX, &is_refused)
            {
                links.push(link);
            }
        }
        let mut done = FxHashSet::default();
        for at in 0..graph.forms.len() as u32 {
            if !done.insert(sets.set_of(at)) {
                continue;
            }
            let members = sets.with(at);
            let place = |at: usize| members.iter().position(|member| *member as usize == at);
            let mut entity = Entity {
                forms: (members.iter())
                    .map(|at| graph.forms[*at as usize].clone())
                    .collect(),
                links: (links.iter())
                    .filter_map(|link| {
                        Some(Link {
                            name: place(link.name)?,
                            other: place(link.other)?,
                            ..link.clone()
                        })
                    })
                    .collect(),
            };
            entity.sort();
            for form in &entity.forms {
                self.corrected
                    .insert(form.name.clone(), self.entities.len());
            }
            self.entities.push(entity);
        }
    }
}

/// A correction, and the names of the archive that each of its references means.
struct Meant<'a> {
    line: u32,
    correction: &'a Correction,
    names: Vec<Vec<Name>>,
}

/// What all corrections mean, in the order of the file: the names as they are written there, and
/// those that go by that name and type by what articles or earlier corrections say. With them the
/// types that names are given.
fn resolve<'a>(
    corrections: &'a Corrections,
    table: Option<&Table>,
) -> (Vec<Meant<'a>>, FxHashMap<Name, EntityType>) {
    let mut retyped: FxHashMap<Name, EntityType> = FxHashMap::default();
    // The names that go by a text, and the text that a name goes by.
    let mut called: FxHashMap<String, FxHashSet<Name>> = FxHashMap::default();
    let mut text_of: FxHashMap<Name, String> = FxHashMap::default();
    let mut all = Vec::new();
    for (line, correction) in &corrections.entries {
        let mean = |reference: &NameRef| -> Vec<Name> {
            let key = reference.key();
            let is_of_kind = |name: &Name| {
                let kind = retyped.get(name).copied().unwrap_or(name.kind);
                reference.kind.is_none_or(|wanted| wanted == kind)
            };
            let mut names: FxHashSet<Name> = reference.names().into_iter().collect();
            // An entity that is called so has the name in the other types too that it was taken for.
            let entities = names.iter().filter_map(|name| {
                let entity = table?.entity(name)?;
                (entity.forms.first()?.name == *name).then_some(entity)
            });
            let forms = entities.flat_map(|entity| entity.forms);
            let mut others: Vec<Name> = forms.map(|form| form.name).collect();
            others.retain(|name| name.key == key && !retyped.contains_key(name));
            let of_key = kinds().map(|kind| Name::new(kind, &key));
            let given = called.get(&key).into_iter().flatten().cloned();
            others.extend(of_key.chain(given).filter(is_of_kind));
            names.extend(others);
            let mut names: Vec<Name> = names.into_iter().collect();
            names.sort_unstable();
            names
        };
        let names: Vec<Vec<Name>> = correction.names().iter().map(mean).collect();
        match correction {
            Correction::Retype(_, kind) => {
                let names = names.iter().flatten().cloned();
                retyped.extend(names.map(|name| (name, *kind)));
            }
            Correction::Rename(name, to) => {
                let given = NameRef {
                    kind: name.kind,
                    text: to.clone(),
                };
                let given = given.key();
                for name in names.iter().flatten() {
                    let before = text_of.insert(name.clone(), given.clone());
                    if let Some(names) = before.and_then(|before| called.get_mut(&before)) {
                        names.remove(name);
                    }
                    let names = called.entry(given.clone()).or_default();
                    if names.len() < CALLED_MAX {
                        names.insert(name.clone());
                    }
                }
            }
            _ => {}
        }
        all.push(Meant {
            line: *line,
            correction,
            names,
        });
    }
    retyped.retain(|name, kind| name.kind != *kind);
    (all, retyped)
}

fn alone(name: &Name) -> Entity {
    let form = Form {
        name: name.clone(),
        printed: name.key.clone(),
        articles: 0,
    };
    Entity {
        forms: vec![form],
        links: Vec::new(),
    }
}

/// The names that the corrections speak of, with all that the table joins to them.
#[derive(Default)]
struct Graph {
    forms: Vec<Form>,
    places: FxHashMap<Name, u32>,
    links: Vec<Link>,
}

impl Graph {
    /// Adds a name and its entity; a name that no article has is left out, unless the user gave
    /// its type.
    fn add(
        &mut self,
        name: &Name,
        reference: &NameRef,
        table: Option<&Table>,
        articles: &dyn Fn(&Name) -> u64,
    ) {
        if self.places.contains_key(name) {
            return;
        }
        if let Some(entity) = table.and_then(|table| table.entity(name)) {
            let base = self.forms.len();
            for form in entity.forms {
                self.push(form);
            }
            self.links.extend(entity.links.into_iter().map(|link| Link {
                name: base + link.name,
                other: base + link.other,
                ..link
            }));
            return;
        }
        let articles = articles(name);
        if articles > 0 || reference.kind.is_some() {
            self.push(Form {
                name: name.clone(),
                printed: reference.text.clone(),
                articles,
            });
        }
    }

    /// Adds the names of a list that articles have, with their aliases; gives the links between
    /// them. An alias on several lines is that of the first, as in detection.
    fn add_listed(
        &mut self,
        listed: &[Listed],
        table: Option<&Table>,
        articles: &dyn Fn(&Name) -> u64,
    ) -> Vec<Link> {
        let mut links = Vec::new();
        let mut taken: FxHashSet<Name> = FxHashSet::default();
        let mut add = |graph: &mut Graph, kind: EntityType, text: &str| {
            let name = Name::new(kind, &key(kind, text));
            let reference = NameRef {
                kind: Some(kind),
                text: text.to_owned(),
            };
            graph.add(&name, &reference, table, articles);
            (graph.places.get(&name).copied(), taken.insert(name))
        };
        for Listed {
            line,
            name,
            kind,
            aliases,
        } in listed
        {
            if articles(&Name::new(*kind, &key(*kind, name))) == 0 {
                continue;
            }
            let (Some(first), _) = add(self, *kind, name) else {
                continue;
            };
            for alias in aliases {
                if let (Some(alias), true) = add(self, *kind, alias)
                    && alias != first
                {
                    links.push(Link {
                        name: alias as usize,
                        other: first as usize,
                        reason: Reason::Listed(*line),
                        count: 1,
                        examples: Vec::new(),
                    });
                }
            }
        }
        links
    }

    fn push(&mut self, form: Form) {
        self.places
            .insert(form.name.clone(), self.forms.len() as u32);
        self.forms.push(form);
    }

    fn places(&self, names: &[Name]) -> Vec<u32> {
        let places = names.iter().filter_map(|name| self.places.get(name));
        places.copied().collect()
    }
}

/// What the user says is one, and what is not, when the later word holds.
struct Said {
    one: Vec<(u32, u32, u32)>,
    apart: FxHashSet<(u32, u32)>,
}

impl Said {
    fn of(meant: &[Meant], graph: &Graph, retyped: &FxHashMap<Name, EntityType>) -> Said {
        let mut said = Said {
            one: Vec::new(),
            apart: FxHashSet::default(),
        };
        for Meant {
            line,
            correction,
            names,
        } in meant
        {
            match correction {
                Correction::Merge(_) => {
                    let all: Vec<u32> =
                        names.iter().flat_map(|names| graph.places(names)).collect();
                    for pair in pairs(&all) {
                        said.apart.remove(&pair);
                    }
                    let first = all.first().copied();
                    let rest = all.iter().skip(1);
                    said.one.extend(
                        first.into_iter().flat_map(|first| {
                            rest.clone().map(move |other| (*other, first, *line))
                        }),
                    );
                }
                Correction::Split(_) if names.len() > 1 => {
                    let groups: Vec<Vec<u32>> =
                        names.iter().map(|names| graph.places(names)).collect();
                    for (at, group) in groups.iter().enumerate() {
                        for other in groups[at + 1..].iter().flatten() {
                            said.part(group, *other);
                        }
                    }
                }
                Correction::Split(_) => {
                    let group: Vec<u32> =
                        names.iter().flat_map(|names| graph.places(names)).collect();
                    let linked = graph.links.iter();
                    let linked = linked.map(|link| (link.name as u32, link.other as u32));
                    let others: Vec<u32> = linked
                        .chain(said.one.iter().map(|(a, b, _)| (*a, *b)))
                        .filter_map(|(a, b)| match (group.contains(&a), group.contains(&b)) {
                            (true, false) => Some(b),
                            (false, true) => Some(a),
                            _ => None,
                        })
                        .collect();
                    for other in others {
                        said.part(&group, other);
                    }
                }
                // What has one name and one type then is one.
                Correction::Retype(..) => {
                    let kind_of = |name: &Name| retyped.get(name).copied().unwrap_or(name.kind);
                    for name in names.iter().flatten() {
                        let others = kinds().map(|kind| Name::new(kind, &name.key));
                        let others: Vec<Name> = others
                            .filter(|other| other != name && kind_of(other) == kind_of(name))
                            .collect();
                        for (a, b) in graph
                            .places(std::slice::from_ref(name))
                            .into_iter()
                            .flat_map(|a| {
                                let others = graph.places(&others).into_iter();
                                others.map(move |b| (a, b))
                            })
                        {
                            said.one.push((a, b, *line));
                        }
                    }
                }
                Correction::Hide(_) | Correction::Rename(..) => {}
            }
        }
        said
    }

    fn part(&mut self, group: &[u32], other: u32) {
        for name in group.iter().filter(|name| **name != other) {
            self.apart.insert((*name.min(&other), *name.max(&other)));
            self.one
                .retain(|(a, b, _)| (a.min(b), a.max(b)) != (name.min(&other), name.max(&other)));
        }
    }
}

fn pairs(all: &[u32]) -> impl Iterator<Item = (u32, u32)> {
    let pairs = all.iter().enumerate();
    pairs.flat_map(|(at, a)| all[at + 1..].iter().map(move |b| (*a.min(b), *a.max(b))))
}
