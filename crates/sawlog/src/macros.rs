//! The logging macros: a gate at the call site, the rest out of line.
//!
//! Arguments are evaluated only where the logger takes the level. Each call site knows its file, line, module and
//! function; without a logger it finds its module's once and keeps it.

use std::fmt;

use crate::level::Level;
use crate::logger::Event;
use crate::record::{CallSite, ExceptionInfo};
use crate::value::foreign::MessageValue;
use crate::value::{Args, Value};

/// Logs at `DEBUG`; see [`info!`](crate::info) for all the forms.
#[macro_export]
macro_rules! debug {
    ($($call:tt)+) => { $crate::__log!(@call format ($crate::Level::DEBUG) [] $($call)+) };
}

/// Logs at `INFO`.
///
/// A logger or adapter comes first, or is named by `logger:` or `target:`; without one, the module's own is meant:
/// `shop::web` logs as `shop.web`. Key-values stand before a semicolon, as the `log` crate writes them: `key = value`,
/// `key` alone for a variable of that name, `key:%` and `key:?` for what prints itself by `Display` and `Debug`. `exc = &error`
/// is the record's exception. The message is that of [`format!`]. What stands first and before a comma is the logger: where
/// a pair without a value comes first of several, name the logger (`target: …`) or write `user = user`.
///
/// ```
/// use sawlog::{get_logger, info};
/// let log = get_logger("macros.example");
/// let (user, address) = ("sheila", std::net::Ipv4Addr::LOCALHOST);
/// info!(log, "put {} into the basket", 3);
/// info!(log, user, address:%, items = 3; "{user} logged in");
/// info!(target: "shop.audit", "by target");
/// info!(logger: log, "by logger");
/// info!("by this module's own logger");
/// let error = "x".parse::<i32>().unwrap_err();
/// info!(log, exc = &error; "not a number");
/// ```
///
/// # Python
/// `logger.info(msg, *args, exc_info=…, extra=…)`.
#[macro_export]
macro_rules! info {
    ($($call:tt)+) => { $crate::__log!(@call format ($crate::Level::INFO) [] $($call)+) };
}

/// Logs at `WARNING`; see [`info!`](crate::info) for all the forms.
#[macro_export]
macro_rules! warning {
    ($($call:tt)+) => { $crate::__log!(@call format ($crate::Level::WARNING) [] $($call)+) };
}

/// Logs at `WARNING`, under the name that the `log` crate has for it.
#[macro_export]
macro_rules! warn {
    ($($call:tt)+) => { $crate::__log!(@call format ($crate::Level::WARNING) [] $($call)+) };
}

/// Logs at `ERROR`; see [`info!`](crate::info) for all the forms.
#[macro_export]
macro_rules! error {
    ($($call:tt)+) => { $crate::__log!(@call format ($crate::Level::ERROR) [] $($call)+) };
}

/// Logs at `CRITICAL`; see [`info!`](crate::info) for all the forms.
#[macro_export]
macro_rules! critical {
    ($($call:tt)+) => { $crate::__log!(@call format ($crate::Level::CRITICAL) [] $($call)+) };
}

/// Logs at `ERROR` with an error as the record's exception: `exception!(log, &error, "message")`.
///
/// ```
/// use sawlog::{exception, get_logger};
/// let log = get_logger("macros.exception");
/// if let Err(error) = "x".parse::<i32>() {
///     exception!(log, &error, "cannot read {:?}", "x");
///     exception!(log, &error, attempt = 1; "cannot read it");
/// }
/// ```
///
/// # Python
/// `logger.exception(msg)`, which finds the exception being handled by itself.
#[macro_export]
macro_rules! exception {
    (logger: $logger:expr, $error:expr, $($call:tt)+) => {
        $crate::__log!(@pairs format (given $logger) ($crate::Level::ERROR) [$error] [] $($call)+)
    };
    (target: $target:expr, $error:expr, $($call:tt)+) => {
        $crate::__log!(@pairs format (target $target) ($crate::Level::ERROR) [$error] [] $($call)+)
    };
    ($error:expr, $key:ident $(: $capture:tt)? = $($call:tt)+) => {
        $crate::__log!(@pairs format (module) ($crate::Level::ERROR) [$error] [] $key $(: $capture)? = $($call)+)
    };
    ($error:expr, $key:literal $(: $capture:tt)? = $($call:tt)+) => {
        $crate::__log!(@pairs format (module) ($crate::Level::ERROR) [$error] [] $key $(: $capture)? = $($call)+)
    };
    ($error:expr, $format:literal $($call:tt)*) => {
        $crate::__log!(@pairs format (module) ($crate::Level::ERROR) [$error] [] $format $($call)*)
    };
    ($logger:expr, $error:expr, $($call:tt)+) => {
        $crate::__log!(@pairs format (given $logger) ($crate::Level::ERROR) [$error] [] $($call)+)
    };
}

/// Logs at any level: `log!(log, Level::INFO, "message")`, `log!(Level::INFO, "message")`, and the forms of [`info!`](crate::info).
///
/// ```
/// use sawlog::{Level, get_logger, log};
/// let log = get_logger("macros.log");
/// log!(log, Level::new(25), user = "ann"; "between INFO and WARNING");
/// log!(Level::INFO, "by this module's own logger");
/// ```
///
/// # Python
/// `logger.log(level, msg, …)`.
#[macro_export]
macro_rules! log {
    ($($call:tt)+) => { $crate::__log!(@level format $($call)+) };
}

/// Logs a `%`-template with its arguments kept apart, so that records can be grouped by template: `percent!(log, Level::INFO, "user %s", user)`.
///
/// ```
/// use sawlog::{Level, get_logger, percent};
/// let log = get_logger("macros.percent");
/// percent!(log, Level::INFO, "%s put %d things into the %s", "ann", 3, "basket");
/// percent!(log, Level::INFO, tenant = "acme"; "%.1f percent", 12.25);
/// ```
///
/// # Python
/// `logger.info("user %s", user)`: the record's `msg` is the template, its `args` the arguments. A single mapping that
/// is not empty is merged by name.
#[macro_export]
macro_rules! percent {
    ($($call:tt)+) => { $crate::__log!(@level percent $($call)+) };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __log {
    // Which logger, for a level that is known.
    (@call $mode:ident $level:tt $exc:tt logger: $logger:expr, target: $target:expr, $($rest:tt)+) => {
        $crate::__log!(@pairs $mode (given $logger) $level $exc [("target" [] $target)] $($rest)+)
    };
    (@call $mode:ident $level:tt $exc:tt logger: $logger:expr, $($rest:tt)+) => {
        $crate::__log!(@pairs $mode (given $logger) $level $exc [] $($rest)+)
    };
    (@call $mode:ident $level:tt $exc:tt target: $target:expr, $($rest:tt)+) => {
        $crate::__log!(@pairs $mode (target $target) $level $exc [] $($rest)+)
    };
    (@call $mode:ident $level:tt $exc:tt $key:ident $(: $capture:tt)? = $($rest:tt)+) => {
        $crate::__log!(@pairs $mode (module) $level $exc [] $key $(: $capture)? = $($rest)+)
    };
    (@call $mode:ident $level:tt $exc:tt $key:ident $(: $capture:tt)? ; $($rest:tt)+) => {
        $crate::__log!(@pairs $mode (module) $level $exc [] $key $(: $capture)? ; $($rest)+)
    };
    (@call $mode:ident $level:tt $exc:tt $key:ident : $capture:tt , $($rest:tt)+) => {
        $crate::__log!(@pairs $mode (module) $level $exc [] $key : $capture , $($rest)+)
    };
    (@call $mode:ident $level:tt $exc:tt $key:literal $(: $capture:tt)? = $($rest:tt)+) => {
        $crate::__log!(@pairs $mode (module) $level $exc [] $key $(: $capture)? = $($rest)+)
    };
    (@call $mode:ident $level:tt $exc:tt $format:literal $($rest:tt)*) => {
        $crate::__log!(@pairs $mode (module) $level $exc [] $format $($rest)*)
    };
    (@call $mode:ident $level:tt $exc:tt $logger:expr, $($rest:tt)+) => {
        $crate::__log!(@pairs $mode (given $logger) $level $exc [] $($rest)+)
    };

    // Which logger and which level.
    (@level $mode:ident logger: $logger:expr, target: $target:expr, $level:expr, $($rest:tt)+) => {
        $crate::__log!(@pairs $mode (given $logger) ($level) [] [("target" [] $target)] $($rest)+)
    };
    (@level $mode:ident logger: $logger:expr, $level:expr, $($rest:tt)+) => {
        $crate::__log!(@pairs $mode (given $logger) ($level) [] [] $($rest)+)
    };
    (@level $mode:ident target: $target:expr, $level:expr, $($rest:tt)+) => {
        $crate::__log!(@pairs $mode (target $target) ($level) [] [] $($rest)+)
    };
    (@level $mode:ident $level:expr, $key:literal $(: $capture:tt)? = $($rest:tt)+) => {
        $crate::__log!(@pairs $mode (module) ($level) [] [] $key $(: $capture)? = $($rest)+)
    };
    (@level $mode:ident $level:expr, $format:literal $($rest:tt)*) => {
        $crate::__log!(@pairs $mode (module) ($level) [] [] $format $($rest)*)
    };
    (@level $mode:ident $level:expr, $key:ident $(: $capture:tt)? = $($rest:tt)+) => {
        $crate::__log!(@pairs $mode (module) ($level) [] [] $key $(: $capture)? = $($rest)+)
    };
    (@level $mode:ident $level:expr, $key:ident $(: $capture:tt)? ; $($rest:tt)+) => {
        $crate::__log!(@pairs $mode (module) ($level) [] [] $key $(: $capture)? ; $($rest)+)
    };
    (@level $mode:ident $level:expr, $key:ident : $capture:tt , $($rest:tt)+) => {
        $crate::__log!(@pairs $mode (module) ($level) [] [] $key : $capture , $($rest)+)
    };
    (@level $mode:ident $logger:expr, $level:expr, $($rest:tt)+) => {
        $crate::__log!(@pairs $mode (given $logger) ($level) [] [] $($rest)+)
    };

    // Key-values, one after the other, up to the semicolon; `exc` is the exception.
    (@pairs $mode:ident $logger:tt $level:tt $exc:tt [$($pairs:tt)*] exc = $error:expr, $($rest:tt)+) => {
        $crate::__log!(@pairs $mode $logger $level [$error] [$($pairs)*] $($rest)+)
    };
    (@pairs $mode:ident $logger:tt $level:tt $exc:tt $pairs:tt exc = $error:expr; $($rest:tt)+) => {
        $crate::__log!(@emit $mode $logger $level [$error] $pairs $($rest)+)
    };
    (@pairs $mode:ident $logger:tt $level:tt $exc:tt [$($pairs:tt)*] $key:ident $(: $capture:tt)? = $value:expr, $($rest:tt)+) => {
        $crate::__log!(@pairs $mode $logger $level $exc [$($pairs)* ($key [$($capture)?] $value)] $($rest)+)
    };
    (@pairs $mode:ident $logger:tt $level:tt $exc:tt [$($pairs:tt)*] $key:literal $(: $capture:tt)? = $value:expr, $($rest:tt)+) => {
        $crate::__log!(@pairs $mode $logger $level $exc [$($pairs)* ($key [$($capture)?] $value)] $($rest)+)
    };
    (@pairs $mode:ident $logger:tt $level:tt $exc:tt [$($pairs:tt)*] $key:ident $(: $capture:tt)? = $value:expr; $($rest:tt)+) => {
        $crate::__log!(@emit $mode $logger $level $exc [$($pairs)* ($key [$($capture)?] $value)] $($rest)+)
    };
    (@pairs $mode:ident $logger:tt $level:tt $exc:tt [$($pairs:tt)*] $key:literal $(: $capture:tt)? = $value:expr; $($rest:tt)+) => {
        $crate::__log!(@emit $mode $logger $level $exc [$($pairs)* ($key [$($capture)?] $value)] $($rest)+)
    };
    (@pairs $mode:ident $logger:tt $level:tt $exc:tt [$($pairs:tt)*] $key:ident $(: $capture:tt)? , $($rest:tt)+) => {
        $crate::__log!(@pairs $mode $logger $level $exc [$($pairs)* ($key [$($capture)?] $key)] $($rest)+)
    };
    (@pairs $mode:ident $logger:tt $level:tt $exc:tt [$($pairs:tt)*] $key:ident $(: $capture:tt)? ; $($rest:tt)+) => {
        $crate::__log!(@emit $mode $logger $level $exc [$($pairs)* ($key [$($capture)?] $key)] $($rest)+)
    };
    (@pairs $mode:ident $logger:tt $level:tt $exc:tt $pairs:tt $($message:tt)+) => {
        $crate::__log!(@emit $mode $logger $level $exc $pairs $($message)+)
    };

    // The gate, and behind it the call.
    (@emit $mode:ident $logger:tt ($level:expr) $exc:tt [$(($key:tt $capture:tt $value:expr))*] $($message:tt)+) => {{
        #[allow(unused_imports)]
        use $crate::__private::LogTarget as _;
        let level: $crate::Level = $level;
        let logger = $crate::__log!(@logger $logger);
        if logger.is_enabled_for(level) {
            fn __here() {}
            static SITE: $crate::CallSite<'static> = $crate::CallSite {
                pathname: ::core::file!(),
                lineno: ::core::line!(),
                module_path: ::core::option::Option::Some(::core::module_path!()),
                func_name: ::core::option::Option::Some(|| {
                    $crate::__private::function_name(::core::any::type_name_of_val(&__here))
                }),
            };
            $crate::__log!(@$mode logger level SITE
                (&[$(($crate::__log!(@key $key), $crate::__log!(@value $capture $value))),*])
                ($crate::__log!(@exc $exc))
                $($message)+
            );
        }
    }};

    (@logger (given $logger:expr)) => { &$logger };
    (@logger (target $target:literal)) => {{
        static LOGGER: $crate::__private::ModuleLogger = $crate::__private::ModuleLogger::new($target);
        &&LOGGER
    }};
    (@logger (target $target:expr)) => { &$crate::__private::logger_of_target(::core::convert::AsRef::as_ref(&$target)) };
    (@logger (module)) => {{
        static LOGGER: $crate::__private::ModuleLogger = $crate::__private::ModuleLogger::new(::core::module_path!());
        &&LOGGER
    }};

    (@format $logger:ident $level:ident $site:ident ($pairs:expr) ($exc:expr) $($message:tt)+) => {
        $crate::__private::log($logger, $level, &$site, ::core::format_args!($($message)+), $pairs, $exc)
    };
    (@percent $logger:ident $level:ident $site:ident ($pairs:expr) ($exc:expr) $template:expr $(, $arg:expr)* $(,)?) => {
        $crate::__private::log_template(
            $logger, $level, &$site, $template, &[$($crate::value::ToValue::to_value(&$arg)),*], $pairs, $exc,
        )
    };

    (@key $key:ident) => { ::core::stringify!($key) };
    (@key $key:literal) => { $key };

    (@value [] $value:expr) => { $crate::value::ToValue::to_value(&$value) };
    (@value [%] $value:expr) => { $crate::Value::foreign(&$crate::value::foreign::DisplayValue::new(&$value)) };
    (@value [display] $value:expr) => { $crate::__log!(@value [%] $value) };
    (@value [?] $value:expr) => { $crate::Value::foreign(&$crate::value::foreign::DebugValue::new(&$value)) };
    (@value [debug] $value:expr) => { $crate::__log!(@value [?] $value) };
    (@value [err] $value:expr) => { $crate::__log!(@value [%] $value) };

    (@exc []) => { ::core::option::Option::None };
    (@exc [$error:expr]) => {{
        #[allow(unused_imports)]
        use $crate::__private::into_exception::{Exc, FromAnyError as _, FromError as _, FromInfo as _, FromSendError as _};
        ::core::option::Option::Some((&&&Exc($error)).exception())
    }};
}

#[doc(hidden)]
pub mod __private {
    use super::*;
    pub use crate::log_target::LogTarget;
    pub use crate::module_logger::{ModuleLogger, logger_of_target};
    pub use crate::record::into_exception;

    /// The last name of a path such as `shop::web::Page::render::{{closure}}::__here`.
    pub fn function_name(path: &'static str) -> &'static str {
        let path = path.strip_suffix("::__here").unwrap_or(path);
        let path = path.trim_end_matches("::{{closure}}");
        path.rsplit("::").next().unwrap_or(path)
    }

    #[inline(never)]
    pub fn log<T: LogTarget + ?Sized>(
        logger: &T,
        level: Level,
        site: &'static CallSite<'static>,
        message: fmt::Arguments<'_>,
        extra: &[(&str, Value<'_>)],
        exc_info: Option<ExceptionInfo>,
    ) {
        let event = Event { exc_info, extra, static_site: Some(site), ..Event::new(*site) };
        match message.as_str() {
            Some(text) => logger.log_event(level, Value::from(text), event),
            None => logger.log_event(level, Value::foreign(&MessageValue(message)), event),
        }
    }

    #[inline(never)]
    pub fn log_template<T: LogTarget + ?Sized>(
        logger: &T,
        level: Level,
        site: &'static CallSite<'static>,
        template: &str,
        args: &[Value<'_>],
        extra: &[(&str, Value<'_>)],
        exc_info: Option<ExceptionInfo>,
    ) {
        let event =
            Event { exc_info, extra, args: Args::from_call(args), static_site: Some(site), ..Event::new(*site) };
        logger.log_event(level, Value::from(template), event);
    }
}
