//! All profiles and jobs, found without a search.

use std::collections::{BTreeMap, HashMap};

use super::records::{Job, Outcome, Place, Profile, Record};
use super::{ServiceError, SetupError};
use crate::state::{Journal, Loaded};

/// What one account sees in one region.
#[derive(Debug, Default)]
pub(crate) struct Region {
    pub(crate) profiles: BTreeMap<String, Profile>,
    /// Ids of the jobs that it owns or asked for, by their numbers.
    pub(crate) jobs: BTreeMap<u64, String>,
    /// The jobs of `clientRequestToken`s.
    tokens: HashMap<String, String>,
}

#[derive(Debug, Default)]
pub(crate) struct Store {
    regions: HashMap<Place, Region>,
    jobs: HashMap<String, Job>,
    last_number: u64,
    journal: Option<Journal>,
}

impl Store {
    /// What a file held.
    ///
    /// # Errors
    ///
    /// A file that cannot be written.
    pub(crate) fn of_file(mut journal: Journal, loaded: Loaded) -> Result<Self, SetupError> {
        let mut store = Self::default();
        let lines = loaded.records.len();
        for mut record in loaded.records {
            if let Record::Job(job) = &mut record {
                let stopped = || Outcome::Failed("The server was stopped while it made the signature.".to_owned());
                // A later line replaces this one, unless there is none.
                job.outcome.get_or_insert_with(stopped);
            }
            store.apply(record);
        }
        if lines > store.jobs.len() + store.regions.values().map(|region| region.profiles.len()).sum::<usize>() {
            journal.compact(&loaded.identity, store.records().iter())?;
        }
        store.journal = Some(journal);
        Ok(store)
    }

    /// All there is.
    fn records(&self) -> Vec<Record> {
        let profiles = self.regions.values().flat_map(|region| region.profiles.values());
        let profiles = profiles.map(|profile| Record::Profile(Box::new(profile.clone())));
        let jobs = self.jobs.values().map(|job| Record::Job(Box::new(job.clone())));
        profiles.chain(jobs).collect()
    }

    /// Of the next job.
    pub(crate) fn next_number(&self) -> u64 {
        self.last_number + 1
    }

    pub(crate) fn region(&self, place: &Place) -> Option<&Region> {
        self.regions.get(place)
    }

    pub(crate) fn profile(&self, place: &Place, name: &str) -> Option<&Profile> {
        self.region(place)?.profiles.get(name)
    }

    pub(crate) fn job(&self, id: &str) -> Option<&Job> {
        self.jobs.get(id)
    }

    /// The job that an account has asked for with a token.
    pub(crate) fn job_of_token(&self, place: &Place, token: &str) -> Option<&Job> {
        self.job(self.region(place)?.tokens.get(token)?)
    }

    /// Makes a change: first in the file, then here.
    ///
    /// # Errors
    ///
    /// A file that cannot be written; nothing has changed then.
    pub(crate) fn commit(&mut self, record: Record) -> Result<(), ServiceError> {
        if let Some(journal) = &mut self.journal {
            journal.append(&record).map_err(|error| ServiceError::internal(error.to_string()))?;
        }
        self.apply(record);
        Ok(())
    }

    fn apply(&mut self, record: Record) {
        match record {
            Record::Profile(profile) => {
                let region = self.regions.entry(profile.place.clone()).or_default();
                region.profiles.insert(profile.name.clone(), *profile);
            }
            Record::Job(job) => {
                if !self.jobs.contains_key(&job.id) {
                    self.list(&job);
                }
                self.jobs.insert(job.id.clone(), *job);
            }
        }
    }

    fn list(&mut self, job: &Job) {
        self.last_number = self.last_number.max(job.number);
        let owner = self.regions.entry(job.place.clone()).or_default();
        owner.jobs.insert(job.number, job.id.clone());
        let place = Place { account: job.invoker.clone(), region: job.place.region.clone() };
        let invoker = self.regions.entry(place).or_default();
        invoker.jobs.insert(job.number, job.id.clone());
        if let Some(token) = &job.token {
            invoker.tokens.insert(token.clone(), job.id.clone());
        }
    }

    /// Brings the file to the disk.
    ///
    /// # Errors
    ///
    /// A disk that does not take it.
    pub(crate) fn sync(&self) -> Result<(), SetupError> {
        self.journal.as_ref().map_or(Ok(()), Journal::sync)
    }
}
