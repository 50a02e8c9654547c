//! A configuration file as a Python web project has it, with Django's handlers and a filter and a handler of the
//! project's own: section 14 of the Logging Cookbook.
//!
//! `dict_config_example.yaml` beside this file is written for Python's `logging.config.dictConfig`; nothing in it is
//! changed for Rust. What its class paths mean is said here; Django's null handler is known from the start.

use std::path::Path;

use sawlog::config::Registry;
use sawlog::{
    EmitError, Filter, Handler, HandlerBase, LogRecord, Verdict, dict_config_file, error, get_logger, info, warning,
};

/// Keeps the records of one tenant.
struct TenantFilter {
    tenant: String,
}

impl Filter for TenantFilter {
    fn filter(&self, record: &mut LogRecord<'_>) -> Verdict {
        let is_meant = record.extra("tenant").is_some_and(|tenant| tenant.as_str() == Some(&self.tenant));
        is_meant.into()
    }
}

/// Rings where somebody is on duty; here, a line with a bell in it.
struct PagerHandler {
    number: String,
}

impl Handler for PagerHandler {
    fn emit(&self, record: &LogRecord<'_>, base: &HandlerBase) -> Result<(), EmitError> {
        base.with_formatted(record, |text| {
            println!("pager {}: {text}", self.number);
            Ok(())
        })
    }
}

/// Mails to the administrators, whose addresses Django has in its settings; here, a line.
struct AdminMail;

impl Handler for AdminMail {
    fn emit(&self, record: &LogRecord<'_>, base: &HandlerBase) -> Result<(), EmitError> {
        base.with_formatted(record, |text| {
            println!("mail to the administrators: {text}");
            Ok(())
        })
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let registry = Registry::global();
    registry.filter("project.logging.TenantFilter", |args| Ok(TenantFilter { tenant: args.require_text("tenant")? }));
    registry.handler("project.logging.PagerHandler", |args| Ok(PagerHandler { number: args.require_text("number")? }));
    registry.handler("django.utils.log.AdminEmailHandler", |_| Ok(AdminMail));

    let early = get_logger("early.bird");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/dict_config_example.yaml");
    let _guard = dict_config_file(path)?;

    error!(early, "not seen: it was there before the configuration, which disables what it does not name");
    info!(get_logger("project"), "not seen: this logger's handler is a null handler");
    warning!(get_logger("project.request"), "not seen: below the level of the logger");
    error!(get_logger("project.request"), tenant = "acme"; "a page that failed: on the pager and by mail");
    error!(get_logger("project.request"), tenant = "other"; "not seen: of another tenant");
    info!(get_logger("project.custom"), tenant = "acme"; "seen on the console");
    error!(get_logger("project.custom"), tenant = "acme"; "seen twice");
    info!(get_logger("elsewhere"), "not seen: the root takes warnings");
    warning!(get_logger("elsewhere"), "handled by the root");
    Ok(())
}
