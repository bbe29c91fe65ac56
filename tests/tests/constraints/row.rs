//! What the generated table is made of: rows that put a value into a place of a valid input.

use std::collections::HashMap;
use std::fmt::Debug;
use std::str::FromStr;

use tinsmith_runtime::client::Client;
use tinsmith_runtime::error::{ProvideErrorMetadata, SdkError};
use tinsmith_runtime::future::BoxFuture;
use tinsmith_runtime::operation::Operation;
use tinsmith_runtime::primitives::Blob;
use tinsmith_runtime::validation;

/// A value to try.
#[derive(Debug, Clone)]
pub(crate) enum Probe {
    /// No value at all.
    Nothing,
    /// A string, or the key of a map.
    Text(String),
    /// A blob of so many bytes.
    Bytes(usize),
    /// A number.
    Number(i64),
    /// A list of so many elements.
    Elements(usize),
    /// A map with these keys.
    Entries(Vec<String>),
}

impl Probe {
    /// The value of a string or enum.
    pub(crate) fn text<T: for<'a> From<&'a str>>(&self) -> Option<T> {
        match self {
            Self::Text(text) => Some(T::from(text)),
            _ => self.nothing("a text"),
        }
    }

    /// The value of a blob.
    pub(crate) fn blob(&self) -> Option<Blob> {
        match self {
            Self::Bytes(length) => Some(Blob::new(vec![0; *length])),
            _ => self.nothing("a blob"),
        }
    }

    /// The value of a number.
    pub(crate) fn number<T: FromStr<Err: Debug>>(&self) -> Option<T> {
        match self {
            Self::Number(number) => Some(number.to_string().parse().unwrap()),
            _ => self.nothing("a number"),
        }
    }

    /// The value of a list of such elements.
    pub(crate) fn list<T: Clone>(&self, element: T) -> Option<Vec<T>> {
        match self {
            Self::Elements(count) => Some(vec![element; *count]),
            _ => self.nothing("a list"),
        }
    }

    /// The value of a map with such values.
    pub(crate) fn map<T: Clone>(&self, value: T) -> Option<HashMap<String, T>> {
        match self {
            Self::Entries(keys) => Some(keys.iter().map(|key| (key.clone(), value.clone())).collect()),
            _ => self.nothing("a map"),
        }
    }

    /// Puts this key in place of another.
    pub(crate) fn rename<T>(&self, key: &str, map: &mut HashMap<String, T>) {
        let value = map.remove(key).unwrap();
        map.insert(self.text().unwrap(), value);
    }

    fn nothing<T>(&self, wanted: &str) -> Option<T> {
        assert!(matches!(self, Self::Nothing), "the table puts {wanted} where the model wants {self:?}");
        None
    }
}

type Violations = dyn Fn(Option<&Probe>) -> Vec<String>;
type Asked = dyn Fn(Client, &Probe) -> BoxFuture<'static, Answer>;

/// What a service says of an input that was not checked before it was sent.
#[derive(Debug)]
pub(crate) enum Answer {
    /// It took it.
    Output,
    /// It refused it with this message.
    Error(String),
    /// There is no request of this input.
    NotSent,
}

/// A place of an operation's input.
pub(crate) struct Row {
    operation: &'static str,
    path: &'static str,
    pointer: &'static str,
    present: bool,
    /// The violations of the valid input, with the probe in its place.
    violations: Box<Violations>,
    /// The valid input with the probe in its place, sent as it is.
    send: Box<Asked>,
}

/// A row: the valid input, the place by the model's member names, and how to put a value there.
pub(crate) fn row<I: Operation<Output: Send, Error: Send> + 'static>(
    valid: fn() -> I,
    path: &'static str,
    set: fn(&mut I, &Probe),
) -> Row {
    let send = move |client: Client, probe: &Probe| -> BoxFuture<'static, Answer> {
        let mut input = valid();
        set(&mut input, probe);
        Box::pin(async move {
            match client.send(&mut input).await {
                Ok(_) => Answer::Output,
                Err(SdkError::ConstructionFailure(_)) => Answer::NotSent,
                Err(error) => Answer::Error(error.message().map_or_else(|| error.to_string(), str::to_owned)),
            }
        })
    };
    let violations = move |probe: Option<&Probe>| {
        let mut input = valid();
        if let Some(probe) = probe {
            set(&mut input, probe);
        }
        let error = validation::check(|validator| input.validate(validator)).err();
        error.map_or_else(Vec::new, |error| error.violations().iter().map(ToString::to_string).collect())
    };
    Row {
        operation: I::INFO.name(),
        path,
        pointer: path,
        present: false,
        violations: Box::new(violations),
        send: Box::new(send),
    }
}

impl Row {
    /// The place as violations name it, where that differs: a JSON pointer (RFC 6901).
    pub(crate) fn at(mut self, pointer: &'static str) -> Self {
        self.pointer = pointer;
        self
    }

    /// The type of the place has no room for nothing.
    pub(crate) fn present(mut self) -> Self {
        self.present = true;
        self
    }

    /// Whether nothing cannot be tried.
    pub(crate) fn is_present(&self) -> bool {
        self.present
    }

    /// `TagResource/tags/key`.
    pub(crate) fn name(&self) -> String {
        format!("{}{}", self.operation, self.path)
    }

    /// Where its violations are reported.
    pub(crate) fn pointer(&self) -> &'static str {
        self.pointer
    }

    /// What a service says of the valid input with this value in its place.
    pub(crate) async fn send(&self, client: &Client, probe: &Probe) -> Answer {
        (self.send)(client.clone(), probe).await
    }

    /// The violations of the valid input; there should be none.
    pub(crate) fn valid(&self) -> Vec<String> {
        (self.violations)(None)
    }

    /// The violations of the valid input with this value in its place.
    pub(crate) fn violations(&self, probe: &Probe) -> Vec<String> {
        (self.violations)(Some(probe))
    }
}
