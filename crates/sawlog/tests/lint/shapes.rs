//! Logging dictionaries in the shape of well-known programs' own: what is right in them is not warned of.

use sawlog::config::{Document, Format, Registry, lint};

/// A registry that knows these class paths: formatters, filters, handlers.
fn knowing(formatters: &[&str], filters: &[&str], handlers: &[&str]) -> Registry {
    let registry = Registry::new();
    for path in formatters {
        registry.formatter(path, |_| Ok(sawlog::MessageFormatter));
    }
    for path in filters {
        registry.alias(path, "logging.Filter");
    }
    for path in handlers {
        registry.handler(path, |_| Ok(sawlog::NullHandler));
    }
    registry
}

fn found(text: &str, registry: &Registry) -> Vec<(&'static str, String)> {
    let document = Document::parse(text, Format::Yaml).expect("valid YAML");
    sawlog::config::check(&document, registry).expect("accepted");
    lint(&document, registry).iter().map(|warning| (warning.name(), warning.key_path().to_owned())).collect()
}

#[test]
fn djangos_default() {
    let filters = ["django.utils.log.RequireDebugFalse", "django.utils.log.RequireDebugTrue"];
    let registry = knowing(&["django.utils.log.ServerFormatter"], &filters, &[]);
    let text = "
version: 1
disable_existing_loggers: false
filters:
  when_live: {(): django.utils.log.RequireDebugFalse}
  when_debugging: {(): django.utils.log.RequireDebugTrue}
formatters:
  django.server: {(): django.utils.log.ServerFormatter, format: '[{server_time}] {message}', style: '{'}
handlers:
  console: {level: INFO, filters: [when_debugging], class: logging.StreamHandler}
  django.server: {level: INFO, class: logging.StreamHandler, formatter: django.server}
  mail_admins: {level: ERROR, filters: [when_live], class: django.utils.log.AdminEmailHandler}
loggers:
  django: {handlers: [console, mail_admins], level: INFO}
  django.server: {handlers: [django.server], level: INFO, propagate: false}
";
    assert_eq!(found(text, &registry), []);
}

#[test]
fn a_django_project() {
    let registry = knowing(&[], &["project.logging.SpecialFilter", "django.utils.log.RequireDebugTrue"], &[]);
    let text = "
version: 1
disable_existing_loggers: false
formatters:
  verbose: {format: '{levelname} {asctime} {module} {process:d} {thread:d} {message}', style: '{'}
  simple: {format: '{levelname} {message}', style: '{'}
filters:
  special: {(): project.logging.SpecialFilter, name: bar}
  debugging: {(): django.utils.log.RequireDebugTrue}
handlers:
  console: {level: INFO, filters: [debugging], class: logging.StreamHandler, formatter: simple}
  mail_admins: {level: ERROR, class: django.utils.log.AdminEmailHandler, filters: [special]}
  file: {level: DEBUG, class: logging.FileHandler, filename: /tmp/debug.log, formatter: verbose}
loggers:
  django: {handlers: [console], propagate: true}
  django.request: {handlers: [mail_admins], level: ERROR, propagate: false}
  project.custom: {handlers: [console, mail_admins, file], level: DEBUG, filters: [special]}
";
    assert_eq!(found(text, &registry), []);
}

#[test]
fn uvicorns() {
    let registry = knowing(&["uvicorn.logging.DefaultFormatter", "uvicorn.logging.AccessFormatter"], &[], &[]);
    let text = "
version: 1
disable_existing_loggers: false
formatters:
  default: {(): uvicorn.logging.DefaultFormatter, fmt: '%(levelprefix)s %(message)s', use_colors: null}
  access: {(): uvicorn.logging.AccessFormatter, fmt: '%(levelprefix)s %(client_addr)s - \"%(request_line)s\" %(status_code)s'}
handlers:
  default: {formatter: default, class: logging.StreamHandler, stream: ext://sys.stderr}
  access: {formatter: access, class: logging.StreamHandler, stream: ext://sys.stdout}
loggers:
  uvicorn: {handlers: [default], level: INFO, propagate: false}
  uvicorn.error: {level: INFO}
  uvicorn.access: {handlers: [access], level: INFO, propagate: false}
";
    assert_eq!(found(text, &registry), []);
    // The same with Python's own class, as people have it who are without uvicorn's.
    let plain = text.replace("uvicorn.logging.DefaultFormatter", "logging.Formatter").replace(", use_colors: null", "");
    let plain = plain.replace("uvicorn.logging.AccessFormatter", "logging.Formatter");
    assert_eq!(found(&plain, &Registry::new()), []);
}

#[test]
fn gunicorns() {
    let text = "
version: 1
disable_existing_loggers: false
root: {level: INFO, handlers: [console]}
loggers:
  gunicorn.error: {level: INFO, handlers: [error_console], propagate: true, qualname: gunicorn.error}
  gunicorn.access: {level: INFO, handlers: [console], propagate: false, qualname: gunicorn.access}
handlers:
  console: {class: logging.StreamHandler, formatter: generic, stream: ext://sys.stdout}
  error_console: {class: logging.StreamHandler, formatter: generic, stream: ext://sys.stderr}
formatters:
  generic:
    format: '%(asctime)s [%(process)d] [%(levelname)s] %(message)s'
    datefmt: '[%Y-%m-%d %H:%M:%S %z]'
    class: logging.Formatter
";
    assert_eq!(found(text, &Registry::new()), []);
}

#[test]
fn celerys() {
    let registry = knowing(&["celery.app.log.TaskFormatter"], &[], &[]);
    let text = "
version: 1
disable_existing_loggers: false
formatters:
  worker: {format: '[%(asctime)s: %(levelname)s/%(processName)s] %(message)s'}
  task:
    (): celery.app.log.TaskFormatter
    fmt: '[%(asctime)s: %(levelname)s/%(processName)s] %(task_name)s[%(task_id)s]: %(message)s'
handlers:
  worker: {class: logging.StreamHandler, formatter: worker}
  task: {class: logging.StreamHandler, formatter: task}
loggers:
  celery: {handlers: [worker], level: INFO, propagate: false}
  celery.task: {handlers: [task], level: INFO, propagate: false}
  celery.redirected: {level: WARNING}
root: {handlers: [worker], level: WARNING}
";
    assert_eq!(found(text, &registry), []);
}

#[test]
fn airflows() {
    let registry = knowing(
        &["airflow.utils.log.timezone_aware.TimezoneAware", "airflow.utils.log.colored_log.CustomTTYColoredFormatter"],
        &["airflow.utils.log.secrets_masker.SecretsMasker"],
        &["airflow.utils.log.logging_mixin.RedirectStdHandler", "airflow.utils.log.file_task_handler.FileTaskHandler"],
    );
    let text = "
version: 1
disable_existing_loggers: false
formatters:
  airflow: {format: '[%(asctime)s] {%(filename)s:%(lineno)d} %(levelname)s - %(message)s', class: airflow.utils.log.timezone_aware.TimezoneAware}
  coloured: {format: '[%(blue)s%(asctime)s%(reset)s] %(log_color)s%(levelname)s%(reset)s - %(message)s', class: airflow.utils.log.colored_log.CustomTTYColoredFormatter}
filters:
  mask_secrets: {(): airflow.utils.log.secrets_masker.SecretsMasker}
handlers:
  console: {class: airflow.utils.log.logging_mixin.RedirectStdHandler, formatter: coloured, stream: sys.stdout, filters: [mask_secrets]}
  task: {class: airflow.utils.log.file_task_handler.FileTaskHandler, formatter: airflow, base_log_folder: /tmp, filters: [mask_secrets]}
loggers:
  airflow.task: {handlers: [task], level: INFO, propagate: true, filters: [mask_secrets]}
  flask_appbuilder: {handlers: [console], level: WARNING, propagate: true}
root: {handlers: [console], level: INFO, filters: [mask_secrets]}
";
    // The web interface's records come to the console twice, in the real one as well.
    assert_eq!(found(text, &registry), [("printed-twice", "loggers.flask_appbuilder.handlers".to_owned())]);
}

#[test]
fn that_of_pythons_documentation() {
    let text = "
version: 1
formatters:
  brief: {format: '%(message)s'}
  precise: {format: '%(asctime)s %(levelname)-8s %(name)-15s %(message)s', datefmt: '%Y-%m-%d %H:%M:%S'}
filters:
  allow_foo: {name: foo}
handlers:
  console: {class: logging.StreamHandler, formatter: brief, level: INFO, filters: [allow_foo], stream: ext://sys.stdout}
  file: {class: logging.handlers.RotatingFileHandler, formatter: precise, filename: /tmp/logconfig.log, maxBytes: 1024, backupCount: 3}
  debugfile: {class: logging.FileHandler, formatter: precise, filename: /tmp/logconfig-detail.log, mode: a}
loggers:
  foo: {level: ERROR, handlers: [debugfile]}
  spam: {level: CRITICAL, handlers: [debugfile], propagate: no}
  bar.baz: {level: WARNING}
root: {level: DEBUG, handlers: [console, file]}
";
    assert_eq!(found(text, &Registry::new()), []);
}
