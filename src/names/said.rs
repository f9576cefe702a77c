//! `Corrections + list → what the user says of which names`: which are meant, which are one, and which
//! are not.

use rustc_hash::{FxHashMap, FxHashSet};

use super::corrections::{Correction, Corrections, NameRef};
use super::{Form, Link, Name, Reason, Table, kinds};
use crate::entities::EntityType;
use crate::entities::key::key;
use crate::entities::lists::Listed;

/// Names that the user gives one text, and can mean by it: each further correction of it is one of
/// all of them.
const CALLED_MAX: usize = 64;

/// A correction, and the names of the archive that each of its references means.
pub struct Meant<'a> {
    line: u32,
    pub correction: &'a Correction,
    pub names: Vec<Vec<Name>>,
}

/// What all corrections mean, in the order of the file: the names as they are written there, and
/// those that go by that name and type by what articles or earlier corrections say. With them the
/// types that names are given.
pub fn resolve<'a>(
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

/// The names that the corrections speak of, with all that the table joins to them.
#[derive(Default)]
pub struct Graph {
    pub forms: Vec<Form>,
    places: FxHashMap<Name, u32>,
    pub links: Vec<Link>,
}

impl Graph {
    /// Adds a name and its entity; a name that no article has is left out, unless the user gave
    /// its type.
    pub fn add(
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
        let is_typed = reference.kind.is_some() && reference.key() == name.key;
        if articles > 0 || is_typed {
            self.push(Form {
                name: name.clone(),
                printed: reference.text.clone(),
                articles,
            });
        }
    }

    /// Adds the names of a list that articles have, with their aliases; gives the links between
    /// them. An alias on several lines is that of the first, as in detection.
    pub fn add_listed(
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
pub struct Said {
    pub one: Vec<(u32, u32, u32)>,
    pub apart: FxHashSet<(u32, u32)>,
}

impl Said {
    pub fn of(meant: &[Meant], graph: &Graph, retyped: &FxHashMap<Name, EntityType>) -> Said {
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
