//! Names of attributes that other ways of logging know nothing of.

use std::sync::LazyLock;

use crate::record::Attribute;

/// The name with `_` behind it, where every record has an attribute of that name.
pub(super) fn unclashing(name: &str) -> Option<&'static str> {
    static SUFFIXED: LazyLock<Vec<String>> =
        LazyLock::new(|| Attribute::all().map(|attribute| format!("{}_", attribute.name())).collect());
    Attribute::from_name(name).map(|attribute| &*SUFFIXED[attribute as usize])
}
