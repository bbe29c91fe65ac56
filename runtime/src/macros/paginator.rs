//! Paginators.

/// Gives an operation its paginator: `into_paginator` on the builder that holds a client, and a module `paginator` with its
/// name and, where pages have items, that of the paginator of items. The table says where the token stands in input and output and, if the model has them, which member of
/// the input limits a page and where the items stand in the output.
///
/// ```ignore
/// tinsmith_runtime::paginator! {
///     type Input = ListJobsInput;
///     type Builder = ListJobsFluentBuilder;
///     type Paginators = (ListJobsPaginator, ListJobsPaginatorItems);
///     const TOKEN: String = |input, output| (input.next_token, output.page.as_ref()?.next_token);
///     const PAGE_SIZE: i32 = |input| input.max_results;
///     const ITEMS: Vec<Job> = |output| output.page?.jobs;
/// }
/// ```
#[macro_export]
macro_rules! paginator {
    (
        type Input = $operation:ident;
        type Builder = $builder:ident;
        type Paginators = ($paginator:ident $(, $paginator_items:ident)? $(,)?);
        const TOKEN: $token:ty = |$input:ident, $output:ident| ($given:expr, $next:expr $(,)?);
        $( const PAGE_SIZE: $size:ty = |$sized:ident| $limit:expr; )?
        $( const ITEMS: $items:ty = |$page:ident| $list:expr; )?
    ) => {
        impl $builder {
            /// Gives the whole list, page by page; what this builder is told holds for all of them.
            ///
            /// ```text
            /// let mut pages = builder.into_paginator().send();
            /// while let Some(page) = pages.try_next().await? {
            ///     println!("{page:?}");
            /// }
            /// ```
            ///
            /// Nothing is sent before the first page is asked for. See [`Paginator`](tinsmith_runtime::pagination::Paginator).
            pub fn into_paginator(self) -> paginator::$paginator {
                $crate::pagination::Paginator::new(self.client, self.input)
            }
        }

        /// What the operation's paginators are called.
        pub mod paginator {
            #[doc = concat!("What `into_paginator` of [`", stringify!($builder), "`](super::", stringify!($builder), ") gives.")]
            pub type $paginator = $crate::pagination::Paginator<super::$operation>;
            $(
                #[doc = concat!("What `items` of [`", stringify!($paginator), "`] gives.")]
                pub type $paginator_items = $crate::pagination::PaginatorItems<super::$operation>;
            )?
        }

        impl $crate::pagination::Paginated for $operation {
            type Token = $token;

            fn token(&self) -> &::std::option::Option<$token> {
                let $input = self;
                &$given
            }

            fn token_mut(&mut self) -> &mut ::std::option::Option<$token> {
                let $input = self;
                &mut $given
            }

            fn next_token($output: &Self::Output) -> ::std::option::Option<$token> {
                ::std::option::Option::<$token>::from($next.clone()).filter(|token| !token.is_empty())
            }
        }

        $(
            impl $crate::pagination::PageSize for $operation {
                type Size = $size;

                fn set_page_size(&mut self, size: $size) {
                    let $sized = self;
                    $limit = ::std::option::Option::Some(size);
                }
            }
        )?

        $(
            impl $crate::pagination::PageItems for $operation {
                type Items = $items;

                fn into_items($page: Self::Output) -> ::std::option::Option<$items> {
                    ::std::option::Option::from($list)
                }
            }
        )?
    };
}
