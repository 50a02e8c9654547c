//! Attributes by name: reading, setting, listing.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::rare::Rare;
use super::{Attribute, ExceptionInfo, LogRecord, Time};
use crate::level::Level;
use crate::value::{Args, Value};

impl<'a> LogRecord<'a> {
    /// An attribute by name: a standard one or one that was added.
    ///
    /// ```
    /// use sawlog::{Value, make_log_record};
    /// let record = make_log_record([("msg", Value::from("hello")), ("user", Value::from("ann"))]);
    /// assert_eq!(record.get("user"), Some(Value::from("ann")));
    /// assert_eq!(record.get("message"), Some(Value::from("hello")));
    /// assert_eq!(record.get("absent"), None);
    /// ```
    pub fn get(&self, name: &str) -> Option<Value<'_>> {
        match Attribute::from_name(name) {
            Some(attribute) => self.attribute(attribute),
            None => self.extra(name).map(Value::borrowed),
        }
    }

    /// A standard attribute. The computed ones are there once they were computed; `message` is computed here.
    pub fn attribute(&self, attribute: Attribute) -> Option<Value<'_>> {
        if let Some(value) = self.odd_value(attribute) {
            return Some(value.borrowed());
        }
        Some(match attribute {
            Attribute::Name => Value::from(self.name()),
            Attribute::Msg => self.msg.borrowed(),
            Attribute::Args => self.args.to_value(),
            Attribute::LevelName => Value::Str(self.level_name()),
            Attribute::LevelNo => Value::Int(self.level.number()),
            Attribute::PathName => Value::from(self.pathname()),
            Attribute::FileName => Value::from(self.filename()),
            Attribute::Module => Value::from(self.module()),
            Attribute::ExcInfo => match self.exc_info() {
                Some(info) => Value::tuple([
                    Value::from(info.type_name().to_owned()),
                    Value::from(info.value().to_owned()),
                    Value::from(info.text().to_owned()),
                ]),
                None => Value::None,
            },
            Attribute::ExcText => self.exc_text().into(),
            Attribute::StackInfo => self.stack_info().into(),
            Attribute::LineNo => Value::Int(self.lineno()),
            Attribute::FuncName => self.func_name().into(),
            Attribute::Created => Value::Float(self.created()),
            Attribute::Msecs => Value::Float(self.msecs()),
            Attribute::RelativeCreated => Value::Float(self.relative_created()),
            Attribute::Thread => Value::Int(self.thread_id()),
            Attribute::ThreadName => Value::Str(self.thread_name()),
            Attribute::ProcessName => Value::Str(self.process_name()),
            Attribute::Process => Value::Int(self.process_id()),
            Attribute::TaskName => self.task_name().into(),
            Attribute::Message => Value::from(self.message().ok()?),
            Attribute::AscTime => Value::from(self.asctime()?),
        })
    }

    /// Whether a standard attribute was set to something that its own field cannot hold; it is then only to be
    /// had by [`attribute`](LogRecord::attribute).
    #[inline]
    pub(crate) fn odd_value(&self, attribute: Attribute) -> Option<&Value<'static>> {
        self.rare()?.odd.iter().find(|(name, _)| *name == attribute).map(|(_, value)| value)
    }

    /// Whether any standard attribute is such.
    #[inline]
    pub(crate) fn has_odd_values(&self) -> bool {
        self.rare().is_some_and(|rare| !rare.odd.is_empty())
    }

    /// An attribute that was added, by name.
    pub fn extra(&self, name: &str) -> Option<&Value<'a>> {
        let own = self.own_added().iter().rev().find(|(added, _)| added == name).map(|(_, value)| value);
        own.or_else(|| self.lent.iter().rev().find(|(lent, _)| *lent == name).map(|(_, value)| value))
    }

    /// The attributes that were added, in order.
    pub fn extras(&self) -> impl Iterator<Item = (&str, &Value<'a>)> {
        let lent = self.lent.iter().map(|(name, value)| (*name, value));
        let own = self.own_added();
        let lent = lent.filter(move |(name, _)| !own.iter().any(|(own, _)| own == name));
        lent.chain(own.iter().map(|(name, value)| (&**name, value)))
    }

    /// Sets an attribute, standard or added.
    ///
    /// Setting `msg` or `args` has the message rendered anew.
    ///
    /// # Python
    /// `setattr(record, name, value)`, as filters and factories do it.
    pub fn set(&mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Value<'a>>) {
        let (name, value) = (name.into(), value.into());
        match Attribute::from_name(&name) {
            Some(attribute) => self.set_attribute(attribute, value),
            None => {
                let added = &mut self.rare_mut().added;
                match added.iter_mut().find(|(added, _)| *added == name) {
                    Some((_, slot)) => *slot = value,
                    None => added.push((name, value)),
                }
            }
        }
    }

    /// Removes an added attribute and returns it. Standard ones cannot be removed.
    pub fn remove(&mut self, name: &str) -> Option<Value<'a>> {
        let own = self.rare.as_mut().and_then(|rare| {
            let at = rare.added.iter().position(|(added, _)| added == name)?;
            Some(rare.added.remove(at).1)
        });
        if !self.lent.iter().any(|(lent, _)| *lent == name) {
            return own;
        }
        let kept = self.lent.iter().filter(|(lent, _)| *lent != name);
        let mut added: Vec<_> = kept.map(|(name, value)| (Cow::Borrowed(*name), value.clone())).collect();
        let lent = self.lent.iter().rev().find(|(lent, _)| *lent == name).map(|(_, value)| value.clone());
        let rare = self.rare_mut();
        added.append(&mut rare.added);
        rare.added = added;
        self.lent = &[];
        own.or(lent)
    }

    /// Sets a standard attribute.
    pub fn set_attribute(&mut self, attribute: Attribute, value: Value<'a>) {
        self.clear_odd(attribute);
        if let Err(value) = self.set_fitting(attribute, value) {
            let value = value.into_owned();
            self.rare_mut().odd.push((attribute, value));
        }
    }

    /// Sets the message and what is merged into it.
    pub fn set_message(&mut self, msg: impl Into<Value<'a>>, args: Args<'a>) {
        (self.msg, self.args, self.message) = (msg.into(), args, OnceCell::new());
        self.clear_odd(Attribute::Msg);
        self.clear_odd(Attribute::Args);
    }

    /// Sets the exception; its text is made anew.
    pub fn set_exc_info(&mut self, info: Option<ExceptionInfo>) {
        let rare = self.rare_mut();
        (rare.exc_info, rare.exc_text) = (info, OnceCell::new());
    }

    /// The time as the last formatter that wanted it wrote it.
    pub fn asctime(&self) -> Option<String> {
        self.with_asctime(str::to_owned)
    }

    /// Calls `f` with that time, without copying it.
    pub(crate) fn with_asctime<R>(&self, f: impl FnOnce(&str) -> R) -> Option<R> {
        self.asctime.with(f)
    }

    /// Keeps the time as text, as a formatter does.
    #[inline]
    pub fn set_asctime(&self, time: &str) {
        self.asctime.set(time);
    }

    /// What the filter of this number has decided about the record.
    pub(crate) fn decided(&self, filter: u32) -> Option<bool> {
        self.rare()?.decided.iter().find(|(known, _)| *known == filter).map(|(_, keep)| *keep)
    }

    /// Keeps what the filter of this number has decided.
    pub(crate) fn set_decided(&mut self, filter: u32, keep: bool) {
        self.rare_mut().decided.push((filter, keep));
    }

    fn clear_odd(&mut self, attribute: Attribute) {
        if let Some(rare) = &mut self.rare {
            rare.odd.retain(|(name, _)| *name != attribute);
        }
    }

    fn own_added(&self) -> &[(Cow<'a, str>, Value<'a>)] {
        self.rare().map_or(&[], |rare| &rare.added)
    }

    /// Puts a value into its own field; gives it back if the field cannot hold it.
    fn set_fitting(&mut self, attribute: Attribute, value: Value<'a>) -> Result<(), Value<'a>> {
        match (attribute, value) {
            (Attribute::Name, Value::Str(text)) => self.name = text,
            (Attribute::Msg, value) => (self.msg, self.message) = (value, OnceCell::new()),
            (Attribute::Args, value) => {
                (self.args, self.message) = (Args::Value(value), OnceCell::new());
            }
            (Attribute::LevelName, Value::Str(text)) => self.rare_mut().level_name = Some(text),
            (Attribute::LevelNo, Value::Int(number)) => {
                // The name stays what it was, as in Python.
                let name = self.level.name();
                self.rare_mut().level_name.get_or_insert(name);
                self.level = Level::new(number);
            }
            (Attribute::PathName, Value::Str(text)) => {
                self.keep_names();
                self.rare_mut().pathname = Some(text);
            }
            (Attribute::FileName, Value::Str(text)) => {
                self.keep_names();
                self.rare_mut().filename = Some(text);
            }
            (Attribute::Module, Value::Str(text)) => self.rare_mut().module = Some(text),
            (Attribute::ExcInfo, Value::None) => self.change_rare(|rare| rare.exc_info = None),
            (Attribute::ExcText, Value::None) => self.change_rare(|rare| rare.exc_text = OnceCell::new()),
            (Attribute::ExcText, Value::Str(text)) => self.rare_mut().exc_text = OnceCell::from(text.into_owned()),
            (Attribute::StackInfo, Value::None) => self.change_rare(|rare| rare.stack_info = None),
            (Attribute::StackInfo, Value::Str(text)) => self.rare_mut().stack_info = Some(text),
            (Attribute::LineNo, Value::Int(number)) => self.rare_mut().lineno = Some(number),
            (Attribute::FuncName, Value::None) => self.rare_mut().func_name = Some(None),
            (Attribute::FuncName, Value::Str(text)) => self.rare_mut().func_name = Some(Some(text)),
            (Attribute::Created, Value::Float(created)) => {
                self.time = Time::Sent { created, msecs: self.msecs(), relative: self.relative_created() };
            }
            (Attribute::Msecs, Value::Float(msecs)) => {
                self.time = Time::Sent { created: self.created(), msecs, relative: self.relative_created() };
            }
            (Attribute::RelativeCreated, Value::Float(relative)) => {
                self.time = Time::Sent { created: self.created(), msecs: self.msecs(), relative };
            }
            (Attribute::Thread, Value::Int(number)) => self.rare_mut().thread = Some(number),
            (Attribute::ThreadName, Value::Str(text)) => self.rare_mut().thread_name = Some(text),
            (Attribute::Process, Value::Int(number)) => self.rare_mut().process = Some(number),
            (Attribute::ProcessName, Value::Str(text)) => self.rare_mut().process_name = Some(text),
            (Attribute::TaskName, Value::None) => self.change_rare(|rare| rare.task_name = None),
            (Attribute::TaskName, Value::Str(text)) => self.rare_mut().task_name = Some(text),
            // Both are computed again by whoever prints them.
            (Attribute::Message, _) => {}
            (Attribute::AscTime, Value::Str(text)) => self.set_asctime(&text),
            (_, value) => return Err(value),
        }
        Ok(())
    }

    /// Keeps the names that were computed from the path before another one takes its place.
    fn keep_names(&mut self) {
        let known = self.rare().map_or((false, false), |rare| (rare.filename.is_some(), rare.module.is_some()));
        let filename = (!known.0).then(|| Cow::Owned(self.filename().to_owned()));
        let module = (!known.1).then(|| Cow::Owned(self.module().to_owned()));
        let rare = self.rare_mut();
        rare.filename = rare.filename.take().or(filename);
        rare.module = rare.module.take().or(module);
    }

    /// Changes what is there; what is not there has nothing to forget.
    fn change_rare(&mut self, change: impl FnOnce(&mut Rare<'a>)) {
        if let Some(rare) = &mut self.rare {
            change(rare);
        }
    }
}
