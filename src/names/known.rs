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
        for (_, correction) in &corrections.entries {
            if let Correction::Retype(name, kind) = correction {
                for name in meant(name) {
                    names.retyped.insert(name, *kind);
                }
            }
        }
        names.retyped.retain(|name, kind| name.kind != *kind);
        names.unite(&corrections, listed, articles);
        for (_, correction) in &corrections.entries {
            match correction {
                Correction::Hide(name) => {
                    for name in meant(name) {
                        let all = names.forms_of(&name);
                        names.hidden.extend(all);
                    }
                }
                Correction::Rename(name, to) => {
                    for name in meant(name) {
                        let all = names.forms_of(&name);
                        names.renamed.extend(all.map(|name| (name, to.clone())));
                    }
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
    fn unite(
        &mut self,
        corrections: &Corrections,
        listed: &[Listed],
        articles: &dyn Fn(&Name) -> u64,
    ) {
        let mut graph = Graph::default();
        let by_list = graph.add_listed(listed, self.table.as_ref(), articles);
        for (_, correction) in &corrections.entries {
            if matches!(correction, Correction::Hide(_) | Correction::Rename(..)) {
                continue;
            }
            for reference in correction.names() {
                for name in meant(reference) {
                    graph.add(&name, reference, self.table.as_ref(), articles);
                }
            }
        }
        for (name, kind) in &self.retyped {
            let same = Name::new(*kind, &name.key);
            let reference = NameRef::parse(&name.key);
            graph.add(&same, &reference, self.table.as_ref(), articles);
        }
        let said = Said::of(corrections, &graph, &self.retyped);
        let mut sets = Sets::new(graph.forms.len());
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
            if !is_refused(a, b) && sets.join(a, b, CORRECTED_NAMES_MAX, &is_refused) {
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

/// The names that a user's word means.
fn meant(reference: &NameRef) -> Vec<Name> {
    let key = reference.key();
    let kinds = kinds().filter(|kind| reference.kind.is_none_or(|wanted| wanted == *kind));
    kinds.map(|kind| Name::new(kind, &key)).collect()
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

    fn meant(&self, reference: &NameRef) -> Vec<u32> {
        let names = meant(reference).into_iter();
        names
            .filter_map(|name| self.places.get(&name).copied())
            .collect()
    }
}

/// What the user says is one, and what is not, when the later word holds.
struct Said {
    one: Vec<(u32, u32, u32)>,
    apart: FxHashSet<(u32, u32)>,
}

impl Said {
    fn of(corrections: &Corrections, graph: &Graph, retyped: &FxHashMap<Name, EntityType>) -> Said {
        let mut said = Said {
            one: Vec::new(),
            apart: FxHashSet::default(),
        };
        for (line, correction) in &corrections.entries {
            match correction {
                Correction::Merge(names) => {
                    let all: Vec<u32> = names.iter().flat_map(|name| graph.meant(name)).collect();
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
                Correction::Split(names) if names.len() > 1 => {
                    let groups: Vec<Vec<u32>> =
                        names.iter().map(|name| graph.meant(name)).collect();
                    for (at, group) in groups.iter().enumerate() {
                        for other in groups[at + 1..].iter().flatten() {
                            said.part(group, *other);
                        }
                    }
                }
                Correction::Split(names) => {
                    let group: Vec<u32> = names.iter().flat_map(|name| graph.meant(name)).collect();
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
                Correction::Retype(name, kind) => {
                    let to = Name::new(*kind, &name.key());
                    for name in meant(name).into_iter().filter(|n| retyped.contains_key(n)) {
                        if let (Some(a), Some(b)) = (graph.places.get(&name), graph.places.get(&to))
                        {
                            said.one.push((*a, *b, *line));
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
