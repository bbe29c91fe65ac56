//! Which operation a request is for.

use hyper::http::StatusCode;
use tinsmith_codegen::model::Model;
use tinsmith_codegen::model::traits::{Http, QueryLiteral, Segment};

use super::text::{percent_decoded, query_pairs};
use super::{Rejection, Request};

/// A request that has found its operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The operation's name.
    pub operation: String,
    /// The labels of the path, decoded, by member.
    pub labels: Vec<(String, String)>,
}

/// The operations by their URIs, those with the closest patterns first.
#[derive(Debug)]
pub(super) struct Routes(Vec<Route>);

#[derive(Debug)]
struct Route {
    operation: String,
    http: Http,
}

impl Routes {
    pub(super) fn of(model: &Model) -> Self {
        let route = |http, name: &str| Route { operation: name.to_owned(), http };
        let operations = model.operations();
        let mut routes: Vec<Route> = operations.filter_map(|op| Some(route(op.traits.http()?, op.id.name()))).collect();
        routes.sort_by_cached_key(Route::looseness);
        Self(routes)
    }

    pub(super) fn find(&self, request: &Request) -> Result<Call, Rejection> {
        let segments = segments(&request.path)?;
        let query = query_pairs(&request.query)?;
        let mut methods: Vec<&str> = Vec::new();
        for route in &self.0 {
            let Some(labels) = route.labels(&segments).filter(|_| route.admits(&query)) else { continue };
            if route.http.method == request.method {
                return Ok(Call { operation: route.operation.clone(), labels });
            }
            methods.push(&route.http.method);
        }
        let (method, path) = (&request.method, &request.path);
        let unknown = |status, message| Err(Rejection::new(status, "UnknownOperationException", message));
        if methods.is_empty() {
            return unknown(StatusCode::NOT_FOUND, format!("No operation has the path {path}."));
        }
        methods.sort_unstable();
        methods.dedup();
        let message = format!("No operation answers {method} {path}; there is one for {}.", methods.join(", "));
        unknown(StatusCode::METHOD_NOT_ALLOWED, message)
    }
}

impl Route {
    /// Sorts literals before labels before greedy labels, segment by segment, and more of a constant query before less.
    fn looseness(&self) -> (Vec<u8>, usize) {
        let rank = |segment: &Segment| match segment {
            Segment::Literal(_) => 0,
            Segment::Label(_) => 1,
            Segment::GreedyLabel(_) => 2,
        };
        let uri = &self.http.uri;
        (uri.segments.iter().map(rank).collect(), usize::MAX - uri.query.len())
    }

    /// The labels, when the path is one of this pattern.
    fn labels(&self, path: &[String]) -> Option<Vec<(String, String)>> {
        let pattern = &self.http.uri.segments;
        let mut labels = Vec::new();
        let mut rest = path;
        for (index, segment) in pattern.iter().enumerate() {
            let after = pattern.len() - index - 1;
            let taken = match segment {
                // All but what the segments behind it need.
                Segment::GreedyLabel(_) => rest.len().checked_sub(after)?,
                _ => 1,
            };
            let (here, next) = rest.split_at_checked(taken)?;
            match segment {
                Segment::Literal(text) if *here == [text.as_str()] => {}
                Segment::Label(name) | Segment::GreedyLabel(name) if here.iter().any(|text| !text.is_empty()) => {
                    labels.push((name.clone(), here.join("/")));
                }
                _ => return None,
            }
            rest = next;
        }
        rest.is_empty().then_some(labels)
    }

    /// Whether the query has what is constant in this pattern.
    fn admits(&self, query: &[(String, String)]) -> bool {
        let has = |literal: &QueryLiteral| {
            let value = literal.value.as_deref();
            query.iter().any(|(key, given)| *key == literal.name && value.is_none_or(|value| given == value))
        };
        self.http.uri.query.iter().all(has)
    }
}

/// The segments of a path, decoded one by one.
fn segments(path: &str) -> Result<Vec<String>, Rejection> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let decoded = |segment| percent_decoded(segment).ok_or_else(|| unreadable(segment));
    path.split('/').map(decoded).collect()
}

fn unreadable(segment: &str) -> Rejection {
    Rejection::serialization(format!("`{segment}` in the path is not percent-encoded UTF-8"))
}
