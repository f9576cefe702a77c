//! stub
use super::EntityType;
pub fn key(_kind: EntityType, name: &str) -> String {
    crate::analysis::fold(name)
}
