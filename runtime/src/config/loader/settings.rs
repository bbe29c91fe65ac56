//! Settings by their names, and what is wrong with them.

use crate::config::error::Problem;
use crate::env::Env;
use crate::profile::{Profiles, Section};

/// Looks up settings in the environment, else in the profile, and keeps what is wrong with them.
pub(super) struct Settings<'a> {
    env: &'a dyn Env,
    profile: Option<&'a Section>,
    problems: Vec<Problem>,
}

impl<'a> Settings<'a> {
    pub(super) fn new(env: &'a dyn Env, profile: Option<&'a Section>) -> Self {
        Self { env, profile, problems: Vec::new() }
    }

    pub(super) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    /// A text: of the first variable that is set, else of the profile.
    pub(super) fn text(&self, variables: &[&str], key: &str) -> Option<String> {
        let of_env = variables.iter().find_map(|name| self.env.non_blank(name));
        of_env.map(|text| text.trim().to_owned()).or_else(|| self.in_profile(key).map(str::to_owned))
    }

    /// What the profile says.
    pub(super) fn in_profile(&self, key: &str) -> Option<&'a str> {
        self.profile?.get(key).filter(|text| !text.is_empty())
    }

    /// Something of a fixed form.
    pub(super) fn parsed<T>(
        &mut self,
        (variable, key): (&str, &'static str),
        allowed: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(&[variable], key)?;
        let value = parse(&text);
        if value.is_none() {
            let text = format!("{} is {text:?}: set it to {allowed}", self.name(variable, key));
            self.problems.push(Problem { setting: Some(key), text });
        }
        value
    }

    /// A switch, off unless set.
    pub(super) fn switch(&mut self, variable: &str, key: &'static str) -> bool {
        let parse = |text: &str| text.to_ascii_lowercase().parse().ok();
        self.parsed((variable, key), "true or false", parse).unwrap_or_default()
    }

    /// The `services` section that the profile names.
    pub(super) fn services<'p>(&mut self, profiles: &'p Profiles) -> Option<&'p Section> {
        let name = self.in_profile("services")?;
        let services = profiles.services(name);
        if services.is_none() {
            let place = self.place("services");
            let text = format!("services{place} names {name:?}: add a section [services {name}] to the config file");
            self.problems.push(Problem { setting: Some("services"), text });
        }
        services
    }

    /// How to call the setting: as where its value comes from does.
    fn name(&self, variable: &str, key: &str) -> String {
        match self.env.non_blank(variable) {
            Some(_) => variable.to_owned(),
            None => format!("{key}{}", self.place(key)),
        }
    }

    /// ` (/home/me/.aws/config, line 3)`.
    fn place(&self, key: &str) -> String {
        let place = self.profile.and_then(|profile| profile.place(key));
        place.map(|place| format!(" ({place})")).unwrap_or_default()
    }
}
