//! `an article's mentions → the entities that the archive takes them for`, the user's corrections
//! applied.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::ArchiveSearcher;
use super::dossier::name_of;
use crate::article::ArticleText;
use crate::entities::Mention;
use crate::entities::key::key;
use crate::index::stored::StoredArticle;
use crate::index::{IndexError, guarded};
use crate::names::Name;

/// A mention, and what it is a name of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub mention: Mention,
    /// The name by which the entity is known.
    pub id: Name,
    /// The entity as it is called.
    pub name: String,
}

impl Named {
    /// A mention as its article alone has it.
    pub fn within_article(mention: Mention) -> Named {
        Named {
            id: Name::new(mention.kind, &key(mention.kind, &mention.name)),
            name: mention.name.clone(),
            mention,
        }
    }
}

impl ArchiveSearcher {
    /// The mentions of an article as the archive and its user have them: without those that are
    /// hidden, of the types and with the names that were given to them.
    pub fn named(
        &self,
        article: &StoredArticle,
        text: &ArticleText,
    ) -> Result<Vec<Named>, IndexError> {
        guarded(|| self.named_unguarded(article, text))
    }

    fn named_unguarded(
        &self,
        article: &StoredArticle,
        text: &ArticleText,
    ) -> Result<Vec<Named>, IndexError> {
        let names = self.names()?;
        let mut called: HashMap<Name, String> = HashMap::new();
        let mut all = Vec::new();
        for mention in article.mentions(text) {
            let mut named = Named::within_article(mention);
            if let Some(known) = names.get(&named.id) {
                if known.hidden {
                    continue;
                }
                named.mention.kind = known.kind;
                let is_itself = *known.first() == named.id && known.renamed.is_none();
                named.id = known.first().clone();
                if !is_itself {
                    named.name = match called.entry(named.id.clone()) {
                        Entry::Occupied(called) => called.get().clone(),
                        Entry::Vacant(called) => called.insert(name_of(self, &known)?).clone(),
                    };
                }
            }
            all.push(named);
        }
        Ok(all)
    }
}
