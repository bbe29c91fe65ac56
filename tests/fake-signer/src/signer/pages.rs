//! Lists in pages: tokens that only the list they come from takes back.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;

use super::{Caller, Object, ServiceError};

/// The most that a page holds, and what it holds unless told otherwise.
const PAGE: usize = 25;
const TAG: usize = 16;

/// The pages of one list: an operation with its filters, asked for by one account in one region.
pub(crate) struct Pages<'a> {
    key: &'a hmac::Key,
    list: String,
    /// The place of the last item that was given, in the list's own terms.
    pub(crate) after: Option<String>,
    size: usize,
}

impl<'a> Pages<'a> {
    /// Of a request.
    ///
    /// # Errors
    ///
    /// A token that is not from this list.
    pub(crate) fn of(
        key: &'a hmac::Key,
        operation: &str,
        input: &Object,
        caller: &Caller,
    ) -> Result<Self, ServiceError> {
        let filters: BTreeMap<_, _> =
            input.iter().filter(|(name, _)| !matches!(name.as_str(), "nextToken" | "maxResults")).collect();
        let filters = serde_json::to_string(&filters).unwrap_or_default();
        let list = format!("{operation}\n{}\n{}\n{filters}\n", caller.account, caller.region);
        let size = input.get("maxResults").and_then(serde_json::Value::as_u64);
        let size = size.and_then(|size| usize::try_from(size).ok()).map_or(PAGE, |size| size.clamp(1, PAGE));
        let mut pages = Self { key, list, after: None, size };
        if let Some(token) = input.get("nextToken").and_then(serde_json::Value::as_str) {
            let invalid = || ServiceError::validation("The nextToken is not valid for this request.");
            pages.after = Some(pages.read(token).ok_or_else(invalid)?);
        }
        Ok(pages)
    }

    /// The next page of the items after [`Pages::after`], and the token of the page after it, if there is one.
    pub(crate) fn take<T>(&self, items: impl Iterator<Item = (String, T)>) -> (Vec<T>, Option<String>) {
        let (mut page, mut last) = (Vec::new(), None);
        for (place, item) in items {
            if page.len() == self.size {
                return (page, last.map(|last: String| self.token(&last)));
            }
            page.push(item);
            last = Some(place);
        }
        (page, None)
    }

    fn token(&self, place: &str) -> String {
        let mut bytes = self.tag(place);
        bytes.extend(place.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    fn read(&self, token: &str) -> Option<String> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (tag, place) = bytes.split_at_checked(TAG)?;
        let place = std::str::from_utf8(place).ok()?;
        (self.tag(place) == tag).then(|| place.to_owned())
    }

    fn tag(&self, place: &str) -> Vec<u8> {
        let tag = hmac::sign(self.key, format!("{}{place}", self.list).as_bytes());
        tag.as_ref().iter().copied().take(TAG).collect()
    }
}
