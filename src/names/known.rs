//! `Table + Corrections → what a query asks of names`.

use rustc_hash::{FxHashMap, FxHashSet};

use super::corrections::{Correction, Corrections, NameRef};
use super::said::{Graph, Meant, Said, resolve};
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
