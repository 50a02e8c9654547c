//! What the environment says: variables in values, a configuration file, levels.

mod expand; // ${VAR} in values
mod from_env; // SAWLOG_CONFIG and SAWLOG_LEVEL

use std::env::VarError;

/// An environment of these variables.
fn of(variables: &[(&str, &str)]) -> impl Fn(&str) -> Result<String, VarError> + 'static {
    let variables: Vec<(String, String)> =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    move |name| {
        let found = variables.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone()).ok_or(VarError::NotPresent)
    }
}
