-- The record: one SQLite file that holds articles, what each says, and what they say together.
--
-- One table a noun, singular; one view a question, plural or a phrase. `id` is the hash of the fields that
-- define a row and its key, by which whoever follows a reference finds it; `number` is the order of rows. A span is JSON, [start, stop], half-open, counted in
-- Unicode code points of article.text; a list of spans, of names or of pairs is JSON too. Columns that end in
-- `_text` hold the words that the spans beside them cover, for people, for views and for search.
--
-- Three layers, each pointing down: article; what one article says (attribution, entity, time,
-- occasion_mention, event, credit); what several say together (speaker, settled, story, derivation,
-- statement, aligned, occasion, discrepancy, ascribed, outcome, unlinked). The third layer is made as a whole, and rows that differ are replaced. Beside them
-- stands what people say against it (correction), which names no row of the three: nothing but a person changes it.

pragma application_id = 1869509221;  -- "onre": marks the file as a record of onrecord
pragma user_version = 6;             -- the version of this schema; one of version 4 or 5 is brought to it, any other is refused

create table record (
    number    integer primary key check (number = 1),  -- one row
    created   text not null,                           -- when, ISO 8601, UTC
    changes   integer not null default 0,              -- grows with every change of articles or readings
    linked_by text,                                    -- the software that made the links; null: there are none
    linked    integer,                                 -- `changes` when they were made; another number: they are out of date
    names     text                                     -- the file of the user's list of names (listed), if there is one
) strict;
insert into record (number, created) values (1, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'));

-- an input that was read to its end, and by which software; its articles need no second reading
create table input (
    input   text not null,  -- path or address as given
    sha256  text not null,  -- of its bytes
    made_by text not null,  -- "watch" for a feed of which that verb has nothing left to do
    primary key (input, sha256)
) strict, without rowid;

-- an input, or a part of one, that could not be used at the last attempt, and why
create table failure (
    input  text not null,
    reason text not null,
    primary key (input, reason)
) strict, without rowid;

-- an input that a stage could not bear (it raised, took too long, or its process died) is not tried again while its
-- bytes and the software are the same
create table set_aside (
    input   text primary key,
    sha256  text not null,
    made_by text not null
) strict, without rowid;

-- an address that was asked: what it answered when it last gave something, or, where it never did, why it did not;
-- an attempt that may end otherwise the next time (no connection, a busy server) leaves no row
create table fetched (
    address  text primary key,
    final    text not null,   -- where its redirects led
    status   integer,         -- the HTTP status; null: it was not asked (robots.txt, a private network)
    at       text not null,   -- when, ISO 8601, UTC
    etag     text,            -- sent back, as modified is, to be told whether anything has changed
    modified text,
    sha256   text             -- of the bytes that came; null: none did
) strict, without rowid;

-- an entry of the user's list of names, which linking uses; line is where it stands in the file
create table listed (
    line         integer primary key,
    name         text not null,
    kind         text,
    aliases      text not null check (json_valid(aliases)),
    descriptions text not null check (json_valid(descriptions)),
    identifier   text
) strict;

-- --- articles ----------------------------------------------------------------------------------------

-- an article: its text, unchanged, with everything that is known about it
create table article (
    id         text primary key,
    number     integer not null unique,
    input      text not null,
    name       text not null,           -- file name without its ending
    sha256     text not null,           -- of the input's bytes
    media_type text not null,
    text       text not null,           -- plain text: the decoded input, unchanged
    language   text,
    title      text,
    subtitle   text,
    authors    text not null check (json_valid(authors)),     -- names
    outlet     text,
    published  text,                    -- dates are ISO 8601, cut to the precision that is known
    retrieved  text,
    dateline   text,
    paragraphs text not null check (json_valid(paragraphs)),  -- a list of spans for each
    headings   text not null check (json_valid(headings)),
    evidence   text not null check (json_valid(evidence)),    -- field: spans that say so
    origin     text not null check (json_valid(origin)),      -- [span, where it stood in the input]
    role       text,                    -- transcript, subtitles, press release, document: a primary source; null: it reports
    body_text  text not null,           -- the words of the article proper, without furniture
    made_by    text not null,           -- the software that made this row from the input
    read_by    text not null            -- the software that read the article, often the same
) strict;
create index article_by_input on article (input, sha256);
-- long texts need not be passed over for what stands behind them
create index article_dates on article (id, published);
create index article_languages on article (language);

-- a stretch of the text that is not the article
create table furniture (
    article  text not null references article (id) on delete cascade,
    position integer not null,
    span     text not null check (json_valid(span)),
    kind     text not null,
    primary key (article, position)
) strict, without rowid;

-- --- what one article says ---------------------------------------------------------------------------

-- an agency or outlet that the article names as where its report comes from
create table credit (
    article  text not null references article (id) on delete cascade,
    position integer not null,
    name     text not null,
    span     text not null check (json_valid(span)),
    whole    integer not null check (whole in (0, 1)),  -- the article as a whole comes from there
    primary key (article, position)
) strict, without rowid;

-- somebody said or thought something: who (source), the words for it (cue), what (content)
create table attribution (
    id           text primary key,
    number       integer not null unique,
    article      text not null references article (id) on delete cascade,
    source       text not null check (json_valid(source)),
    cue          text not null check (json_valid(cue)),
    content      text not null check (json_valid(content)),
    source_text  text not null,
    cue_text     text not null,
    content_text text not null,
    said_text    text not null,    -- the content without the conjunction "that" before it
    form         text not null,    -- direct, indirect, mixed
    kind         text not null,    -- statement, attitude
    via          text,             -- the medium that relays it
    nested_in    text references attribution (id) deferrable initially deferred,
    score        real not null,    -- the reader's confidence, 0 to 1
    made_by      text not null
) strict;
create index attribution_by_article on attribution (article);
create index attribution_by_nesting on attribution (nested_in);

-- one person, body, place, group or document as one article refers to it
create table entity (
    id           text primary key,
    number       integer not null unique,
    article      text not null references article (id) on delete cascade,
    name         text,             -- the fullest name that the article gives
    kind         text not null,
    aliases      text not null check (json_valid(aliases)),
    descriptions text not null check (json_valid(descriptions)),
    mentions     text not null check (json_valid(mentions)),  -- spans
    made_by      text not null
) strict;
create index entity_by_article on entity (article);

-- the attributions whose source an entity is
create table entity_says (
    entity      text not null references entity (id) on delete cascade,
    position    integer not null,
    attribution text not null references attribution (id) on delete cascade,
    primary key (entity, position)
) strict, without rowid;
create index entity_says_by_attribution on entity_says (attribution);

-- an expression of time; value is null while the article leaves it open (see settled)
create table time (
    id        text primary key,
    number    integer not null unique,
    article   text not null references article (id) on delete cascade,
    span      text not null check (json_valid(span)),
    span_text text not null,
    value     text,
    until     text,                -- the end of a range
    anchor    text,                -- "published", "dateline", or the id of a time or an article
    made_by   text not null
) strict;
create index time_by_article on time (article);

-- an interview, press conference, speech, … as one article mentions it
create table occasion_mention (
    id         text primary key,
    number     integer not null unique,
    article    text not null references article (id) on delete cascade,
    kind       text not null,
    entity     text references entity (id) on delete cascade,
    host       text,
    about      text,
    place      text,
    held       text references time (id) on delete cascade,
    aired      text references time (id) on delete cascade,
    spans      text not null check (json_valid(spans)),
    spans_text text not null,
    made_by    text not null
) strict;
create index occasion_mention_by_article on occasion_mention (article);
create index occasion_mention_by_entity on occasion_mention (entity);
create index occasion_mention_by_held on occasion_mention (held);
create index occasion_mention_by_aired on occasion_mention (aired);

-- the attributions that an article says were made on the occasion that it mentions
create table occasion_mention_attribution (
    mention     text not null references occasion_mention (id) on delete cascade,
    position    integer not null,
    attribution text not null references attribution (id) on delete cascade,
    primary key (mention, position)
) strict, without rowid;
create index occasion_mention_attribution_back on occasion_mention_attribution (attribution);

-- a clause that says what happened at a time; attribution is set when somebody only claims it
create table event (
    id          text primary key,
    number      integer not null unique,
    article     text not null references article (id) on delete cascade,
    time        text not null references time (id) on delete cascade,
    spans       text not null check (json_valid(spans)),
    text        text not null,
    attribution text references attribution (id) on delete cascade,
    made_by     text not null
) strict;
create index event_by_article on event (article);
create index event_by_time on event (time);
create index event_by_attribution on event (attribution);

-- --- what people say against it ------------------------------------------------------------------------

-- what is said of left and right, by kind; model.Correction tells what each means. An anchor is words of an article
-- (left_words at left_spans, with what stands beside them), by which the row that is meant is found in every version
create table correction (
    id            text primary key,
    number        integer not null unique,       -- the order in which they were made: of two that disagree the later holds
    kind          text not null,
    left_article  text not null,             -- the id of an article, which need not be in the record any more
    left_spans    text not null check (json_valid(left_spans)),
    left_words    text not null,
    left_before   text not null,
    left_after    text not null,
    left_source   text not null,             -- of an attribution, the words for who said it
    right_article text,
    right_spans   text check (right_spans is null or json_valid(right_spans)),
    right_words   text,
    right_before  text,
    right_after   text,
    right_source  text,
    value         text,
    who           text not null,
    at            text not null,             -- when, ISO 8601, UTC
    why           text not null
) strict;
create index correction_by_left on correction (left_article);
create index correction_by_right on correction (right_article);

-- a correction that somebody took back; it stays, and may be made again as another one
create table undoing (
    correction text primary key references correction (id),
    who        text not null,
    at         text not null
) strict, without rowid;

-- --- what several articles say together ----------------------------------------------------------------

-- one speaker across articles
create table speaker (
    id           text primary key,
    number       integer not null unique,
    name         text not null,
    kind         text not null,
    aliases      text not null check (json_valid(aliases)),
    descriptions text not null check (json_valid(descriptions)),
    made_by      text not null,
    identifier   text,             -- as the user's list of names has it
    listed       text              -- the entry of the list that the speaker is, as file:line
) strict;

-- what each article calls a speaker
create table speaker_entity (
    speaker  text not null references speaker (id) on delete cascade,
    position integer not null,
    entity   text not null references entity (id),
    primary key (speaker, position)
) strict, without rowid;
create index speaker_entity_back on speaker_entity (entity);

-- an attribution whose speaker is another than the one whom its article's reading makes it, as a person says
create table ascribed (
    number      integer primary key,
    attribution text not null unique references attribution (id),
    speaker     text not null references speaker (id),
    made_by     text not null
) strict;
create index ascribed_by_speaker on ascribed (speaker);

-- what became of a correction when these links were made: applied, not applied, overruled, undone; found are the ids of
-- the rows that its anchors mean now
create table outcome (
    number     integer primary key,
    correction text not null unique references correction (id),
    state      text not null,
    reason     text,
    found      text not null check (json_valid(found)),
    made_by    text not null
) strict;

-- an article that has a story and speakers but no other links, since a linker could not bear it, and why
create table unlinked (
    number  integer primary key,
    article text not null unique references article (id),
    reason  text not null
) strict;

-- the value of a time that its article leaves open and other articles settle; anchor is the article that does
create table settled (
    number  integer primary key,
    time    text not null unique references time (id),
    value   text not null,
    until   text,
    anchor  text not null,
    made_by text not null
) strict;

-- articles that tell one event
create table story (
    id      text primary key,
    number  integer not null unique,
    title   text not null,
    made_by text not null,
    origin_names text not null check (json_valid(origin_names))  -- by the number of an origin (story_origin); null: none
) strict;

-- the articles of a story
create table story_article (
    story    text not null references story (id) on delete cascade,
    position integer not null,
    article  text not null references article (id),
    primary key (story, position)
) strict, without rowid;
create index story_article_back on story_article (article);

-- articles that go back to one independent origin carry one number of it
create table story_origin (
    story    text not null references story (id) on delete cascade,
    origin   integer not null,
    position integer not null,
    article  text not null references article (id),
    primary key (story, origin, position)
) strict, without rowid;
create index story_origin_back on story_origin (article);

-- article comes from origin (an article of the record) or from source (a name, not held)
create table derivation (
    id       text primary key,
    number   integer not null unique,
    article  text not null references article (id),
    origin   text references article (id),
    source   text,
    how      text not null,
    score    real not null,
    passages text not null check (json_valid(passages)),  -- [span, span of the origin or null]
    why      text not null,
    made_by  text not null,
    direction text,                -- stated, dated, inferred, undetermined; null: neither comes from the other
    unseen   text                  -- an origin that is not held; rows with the same one go back to the same report
) strict;
create index derivation_by_article on derivation (article);
create index derivation_by_origin on derivation (origin);

-- one act of saying, as one or several articles report it
create table statement (
    id      text primary key,
    number  integer not null unique,
    speaker text references speaker (id),
    made_by text not null,
    repeats text references statement (id) deferrable initially deferred  -- what the speaker said before, on another day
) strict;
create index statement_by_speaker on statement (speaker);
create index statement_by_repeats on statement (repeats);

-- the reports of a statement, one of which stands first; a long one may report several
create table statement_attribution (
    statement   text not null references statement (id) on delete cascade,
    position    integer not null,
    attribution text not null references attribution (id),
    part        text check (part is null or json_valid(part)),  -- the spans of its content that tell this statement; null: all of it
    primary key (statement, position)
) strict, without rowid;
create index statement_attribution_back on statement_attribution (attribution);

-- how one attribution words a statement, held against the fullest attribution of it
create table wording (
    statement   text not null references statement (id) on delete cascade,
    position    integer not null,
    attribution text not null references attribution (id),
    against     text not null references attribution (id),
    relation    text not null,
    changes     text not null check (json_valid(changes)),  -- [kind, left span or null, right span or null]
    primary key (statement, position)
) strict, without rowid;
create index wording_by_attribution on wording (attribution);
create index wording_by_against on wording (against);

-- a report that words what stands in a primary source (an article with a role), held against these sentences of it
create table aligned (
    id          text primary key,
    number      integer not null unique,
    attribution text not null references attribution (id),  -- the report
    document    text not null references article (id),      -- the source
    spans       text not null check (json_valid(spans)),    -- sentences of the source
    relation    text not null,
    changes     text not null check (json_valid(changes)),  -- [kind, span of the report or null, span of the source or null]
    speaker     text references speaker (id),               -- who says it in the source
    score       real not null,
    made_by     text not null
) strict;
create index aligned_by_attribution on aligned (attribution);
create index aligned_by_document on aligned (document);
create index aligned_by_speaker on aligned (speaker);

-- the attributions of the source that these sentences stand in
create table aligned_turn (
    aligned     text not null references aligned (id) on delete cascade,
    position    integer not null,
    attribution text not null references attribution (id),
    primary key (aligned, position)
) strict, without rowid;
create index aligned_turn_back on aligned_turn (attribution);

-- an interview, press conference, speech, … across articles
create table occasion (
    id      text primary key,
    number  integer not null unique,
    kind    text not null,
    speaker text references speaker (id),
    host    text,
    about   text,
    place   text,
    held    text,
    aired   text,
    made_by text not null
) strict;
create index occasion_by_speaker on occasion (speaker);

-- the articles that tell of an occasion
create table occasion_article (
    occasion text not null references occasion (id) on delete cascade,
    position integer not null,
    article  text not null references article (id),
    primary key (occasion, position)
) strict, without rowid;
create index occasion_article_back on occasion_article (article);

-- the mentions that an occasion rests on
create table occasion_evidence (
    occasion text not null references occasion (id) on delete cascade,
    position integer not null,
    mention  text not null references occasion_mention (id),
    primary key (occasion, position)
) strict, without rowid;
create index occasion_evidence_back on occasion_evidence (mention);

-- what was said on an occasion
create table occasion_attribution (
    occasion    text not null references occasion (id) on delete cascade,
    position    integer not null,
    attribution text not null references attribution (id),
    primary key (occasion, position)
) strict, without rowid;
create index occasion_attribution_back on occasion_attribution (attribution);

-- two accounts that differ; a side is null when that account is silent
create table discrepancy (
    id            text primary key,
    number        integer not null unique,
    kind          text not null,
    statement     text references statement (id),
    left_article  text references article (id),
    left_spans    text check (left_spans is null or json_valid(left_spans)),
    left_text     text,
    right_article text references article (id),
    right_spans   text check (right_spans is null or json_valid(right_spans)),
    right_text    text,
    note          text not null,
    severity      text not null,
    made_by       text not null
) strict;
create index discrepancy_by_statement on discrepancy (statement);
create index discrepancy_by_left on discrepancy (left_article);
create index discrepancy_by_right on discrepancy (right_article);

-- a story, statement or speaker of links that have been replaced, with one of its articles, attributions or entities:
-- where its address leads now
create table former (
    id     text primary key,
    member text not null
) strict, without rowid;

-- --- full text ---------------------------------------------------------------------------------------

create virtual table article_words using fts5 (
    title, body_text, content = 'article', content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 2'
);
create trigger article_words_grow after insert on article begin
    insert into article_words (rowid, title, body_text) values (new.number, new.title, new.body_text);
end;
create trigger article_words_shrink after delete on article begin
    insert into article_words (article_words, rowid, title, body_text)
    values ('delete', old.number, old.title, old.body_text);
end;

create virtual table attribution_words using fts5 (
    content_text, content = 'attribution', content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 2'
);
create trigger attribution_words_grow after insert on attribution begin
    insert into attribution_words (rowid, content_text) values (new.number, new.content_text);
end;
create trigger attribution_words_shrink after delete on attribution begin
    insert into attribution_words (attribution_words, rowid, content_text)
    values ('delete', old.number, old.content_text);
end;

-- --- questions ---------------------------------------------------------------------------------------

-- the speaker of each attribution that has one: as a person says, else as the articles have it
create view said_by as
select attribution, speaker from ascribed
union all
select attribution, speaker from entity_says join speaker_entity using (entity)
where attribution not in (select attribution from ascribed);

-- who said what, in which article, as part of which statement
create view who_said_what as
select speaker.name as speaker, attribution.said_text as words, article.name as article, article.published,
       attribution.form, article.outlet, attribution.kind, attribution.via, speaker.identifier, speaker.listed,
       (select statement from statement_attribution where attribution = attribution.id limit 1) as statement,
       attribution.id
from attribution join article on article.id = attribution.article
-- as said_by has it; SQLite would go through all of that view for each attribution
left join speaker on speaker.number = coalesce(
        (select speaker.number from ascribed join speaker on speaker.id = ascribed.speaker where ascribed.attribution = attribution.id),
        (select min(number) from entity_says join speaker_entity using (entity)
         join speaker on speaker.id = speaker_entity.speaker where entity_says.attribution = attribution.id))
order by article.number, attribution.number;

-- the articles, with how many attributions each has
create view articles as
select article.name, outlet, published, title,
       (select count(*) from attribution where article = article.id) as attributions, language, article.id
from article order by article.number;

-- the speakers, those who say most first
create view speakers as
select speaker.name, (select group_concat(value, '; ') from json_each(descriptions)) as descriptions,
       (select count(distinct attribution) from speaker_entity join entity_says using (entity)
        where speaker = speaker.id and attribution not in (select attribution from ascribed))
       + (select count(*) from ascribed where speaker = speaker.id) as attributions,
       (select count(*) from (select article from speaker_entity join entity on entity.id = speaker_entity.entity
        where speaker = speaker.id union
        select article from ascribed join attribution on attribution.id = ascribed.attribution
        where speaker = speaker.id)) as articles, speaker.kind,
       (select group_concat(value, '; ') from json_each(aliases)) as aliases, identifier, listed, speaker.id
from speaker order by attributions desc, articles desc, speaker.name, speaker.number;

-- one act of saying, with the words of its first wording that tell it (a quotation where there is one, and words that tell
-- no other statement too), in how many articles it stands, and from how many independent origins these have it
create view statements as
select speaker.name as speaker,
       (select case when part is null or part = content then said_text else
                    (select group_concat(substr(text, 1 + json_extract(span.value, '$[0]'),
                                                json_extract(span.value, '$[1]') - json_extract(span.value, '$[0]')), ' ')
                     from json_each(part) as span) end
        from statement_attribution as own join attribution on attribution.id = own.attribution
        join article on article.id = attribution.article
        where own.statement = statement.id
        order by exists (select 1 from statement_attribution as other
                         where other.attribution = own.attribution and other.statement <> own.statement
                         and (own.part is null or other.part is null or other.part = own.part)),
                 form <> 'direct', own.position limit 1) as words,
       (select count(distinct article) from statement_attribution join attribution on attribution.id = attribution
        where statement = statement.id) as articles,
       -- a primary source is no report; what stands in it alone has that one origin
       (select coalesce(nullif(count(distinct case when role is null
            then coalesce(story_origin.story || '/' || story_origin.origin, attribution.article) end), 0), 1)
        from statement_attribution join attribution on attribution.id = attribution
        join article on article.id = attribution.article
        left join story_origin on story_origin.article = attribution.article
        where statement = statement.id) as origins,
       (select count(*) from statement_attribution where statement = statement.id) as wordings,
       (select group_concat(relation, ', ') from (select distinct relation from wording
        where statement = statement.id order by relation)) as relations, repeats, statement.id
from statement left join speaker on speaker.id = statement.speaker
order by articles desc, wordings desc, statement.number;

-- the stories, the largest first; an origin that nothing names is called by its first article
create view stories as
select story.title,
       (select count(*) from story_article where story = story.id) as articles,
       (select count(distinct origin) from story_origin where story = story.id) as origins,
       (select min(published) from story_article join article on article.id = article
        where story = story.id) as first_published,
       (select group_concat(coalesce(name, first), '; ') from (
            select json_extract(origin_names, '$[' || story_origin.origin || ']') as name, article.name as first, min(position)
            from story_origin join article on article.id = article
            where story_origin.story = story.id group by story_origin.origin order by story_origin.origin)) as origin_names,
       (select group_concat(name, ', ') from (select article.name from story_article
        join article on article.id = article where story = story.id order by position)) as names, story.id
from story order by articles desc, story.number;

-- the occasions, by the day on which they were held
create view occasions as
select held, occasion.kind, speaker.name as speaker, host, about,
       (select count(*) from occasion_article where occasion = occasion.id) as articles, place, aired,
       (select count(*) from occasion_attribution where occasion = occasion.id) as attributions, occasion.id
from occasion left join speaker on speaker.id = occasion.speaker
order by held is null, held, occasion.number;

-- which article comes from which
create view derivations as
select article.name as article, how, coalesce(origin.name, source) as comes_from, direction, why,
       round(score, 2) as score, derivation.id
from derivation join article on article.id = derivation.article
left join article as origin on origin.id = derivation.origin
order by derivation.number;

-- accounts that differ, the gravest first
create view discrepancies as
select severity, discrepancy.kind, note, left_text, right_text, one.name as left_article, two.name as right_article,
       discrepancy.id
from discrepancy left join article as one on one.id = left_article
left join article as two on two.id = right_article
order by case severity when 'high' then 0 when 'medium' then 1 else 2 end, discrepancy.number;

-- expressions of time and the dates that they stand for; an anchor is what a date was worked out from
create view times as
select article.name as article, span_text as words, coalesce(time.value, settled.value) as value,
       case when time.value is null then settled.until else time.until end as until,
       case when time.value is null then settled.anchor else time.anchor end as anchor, time.id
from time join article on article.id = time.article left join settled on settled.time = time.id
order by article.number, time.number;

-- what happened when, and who says so where it is only claimed
create view events as
select coalesce(time.value, settled.value) as date,
       case when time.value is null then settled.until else time.until end as until,
       event.text, who_said_what.speaker as claimed_by, article.name as article, event.id
from event join time on time.id = event.time join article on article.id = event.article
left join settled on settled.time = time.id
left join who_said_what on who_said_what.id = event.attribution
order by date is null, date, article.number, event.number;

-- events and occasions on one line; what is "event", "claim" (speaker says so), or the kind of an occasion of the speaker
create view timeline as
select date, until, what, speaker, words, told_by, id from (
    select events.date, events.until, case when event.attribution is null then 'event' else 'claim' end as what,
           claimed_by as speaker, events.text as words, events.article as told_by, events.id
    from events join event on event.id = events.id
    union all
    select held, null, kind, speaker, coalesce(host, about, place), told_by, id from (
        select occasions.*, (select group_concat(name, ', ') from (select article.name from occasion_article
               join article on article.id = article where occasion = occasions.id order by position)) as told_by
        from occasions) where held is not null
    union all
    select aired, null, 'aired ' || kind, speaker, coalesce(host, about, place),
           (select group_concat(name, ', ') from (select article.name from occasion_article
            join article on article.id = article where occasion = occasions.id order by position)), id
    from occasions where aired is not null
)
-- a week or a quarter stands where it begins, a year or a month before the days in it
order by date is null,
         case when date like '____-W__%' then date(substr(date, 1, 4) || '-01-01', (7 * (substr(date, 7, 2) - 1)) || ' days')
              when date like '____-Q_' then printf('%s-%02d', substr(date, 1, 4), 3 * substr(date, 7, 1) - 2)
              else date end, length(date), what, words;

-- each statement of a story of several articles: who reports it, who tells it as a fact, how many leave it out and, in
-- a story of up to 60 articles, who. An article is silent only when it is read and long enough and came out after the
-- words were said: it comes from one that reports them (cut_by), tells of the same occasion, or is dated no earlier than
-- the occasion or, without its day, the first report. In a large story nearly all are silent on nearly everything: there
-- they are counted from those that came out since, and only the exceptions are looked at one by one
create view silence as
with report as materialized (
    select distinct statement, article from statement_attribution join attribution on attribution.id = attribution
),
fact as materialized (
    select distinct statement, left_article as article from discrepancy
    where kind = 'attribution dropped' and statement is not null and left_article is not null
    except select statement, article from report
),
said_at as materialized (
    select distinct statement, occasion from statement_attribution join occasion_attribution using (attribution)
),
able as materialized (
    select article, story, name, case when length(published) >= 10 then substr(published, 1, 10) end as published
    from article join story_article on article = article.id
    where (language is null or lower(language) like 'en%')
    and (select sum(json_extract(span.value, '$[1]') - json_extract(span.value, '$[0]'))
         from json_each(paragraphs) as paragraph, json_each(paragraph.value) as span) >= 400
),
told as materialized (
    select statement, story, (select count(*) from story_article where story = stories.story) as size, coalesce(
        (select min(substr(held, 1, 10)) from said_at join occasion on occasion.id = occasion
         where said_at.statement = stories.statement and length(held) >= 10),
        (select min(substr(published, 1, 10)) from report join article on article.id = article
         where report.statement = stories.statement and length(published) >= 10)) as day
    from (select distinct statement, story from report join story_article using (article)) as stories
),
cut as materialized (
    select distinct report.statement, told.story, able.article, able.name
    from derivation join report on report.article = origin join able on able.article = derivation.article
    join told on told.statement = report.statement and told.story = able.story
    where how in ('copy', 'abridgement', 'rewrite')
    and not exists (select 1 from report as own where own.statement = report.statement and own.article = able.article)
    and not exists (select 1 from fact where fact.statement = report.statement and fact.article = able.article)
),
-- who is not silent, or silent in another way
other as materialized (
    select statement, article from report union all select statement, article from fact
    union all select statement, article from cut
),
there as materialized (
    select distinct statement, able.story, able.article, able.name, able.published
    from said_at join occasion_article using (occasion) join able using (article)
    join told using (statement, story) where (statement, article) not in other
),
since as materialized (
    select days.story, days.day, count(*) as articles from (select distinct story, day from told) as days
    join able on able.story = days.story and able.published >= days.day group by days.story, days.day
),
counted as materialized (
    select statement, coalesce(sum(
        coalesce((select articles from since where since.story = told.story and since.day = told.day), 0)
        - (select count(*) from other join able using (article)
           where other.statement = told.statement and able.story = told.story and published >= day)
        + (select count(*) from there where there.statement = told.statement and there.story = told.story
           and (published >= day) is not true)), 0) as left_out
    from told group by statement
),
named as materialized (
    select distinct statement, name from told join able using (story)
    where size <= 60 and published >= day and (statement, article) not in other
    union select statement, name from there join told using (statement, story) where size <= 60
)
select speaker, words,
       (select left_out from counted where statement = statements.id) as left_out,
       (select group_concat(name, ', ') from (select name from named where statement = statements.id order by name))
       as left_out_by, articles,
       (select group_concat(name, ', ') from (select name from fact join article on article.id = article
        where statement = statements.id order by number)) as as_fact_by,
       (select group_concat(name, ', ') from (select name from cut where statement = statements.id order by name)) as cut_by,
       (select group_concat(name, ', ') from (select name from report join article on article.id = article
        where statement = statements.id order by number)) as reported_by, id
from statements
where exists (select 1 from told where told.statement = statements.id and size > 1);

-- the user's list of names, and how many attributions each entry has
create view names as
select record.names || ':' || line as listed, listed.name, listed.kind, listed.identifier,
       (select group_concat(value, '; ') from json_each(listed.descriptions)) as descriptions,
       (select group_concat(value, '; ') from json_each(listed.aliases)) as aliases,
       count(distinct said_by.attribution) as attributions
from listed join record
left join (speaker join said_by on said_by.speaker = speaker.id)
on speaker.listed = record.names || ':' || line
group by line order by line;

-- what people said against findings, what became of it, and who took what back; state is null until it is linked anew
create view corrections as
select correction.at, correction.who, correction.kind, left_words, one.name as left_article, right_words,
       two.name as right_article, value, why,
       case when undoing.correction is null then state else 'undone' end as state, reason,
       undoing.who as undone_by, undoing.at as undone_at, correction.id
from correction left join outcome on outcome.correction = correction.id
left join undoing on undoing.correction = correction.id
left join article as one on one.id = left_article left join article as two on two.id = right_article
order by correction.number;

-- the primary sources: how many sentences they have is for `report` to say; here the statements that stand in each, and
-- how many of them are reported
create view primary_sources as
select article.name, role, title, published,
       (select count(distinct statement) from attribution join statement_attribution on attribution = attribution.id
        where article = article.id) as statements,
       (select count(distinct statement_attribution.statement) from aligned_turn
        join aligned on aligned.id = aligned_turn.aligned
        join statement_attribution on statement_attribution.attribution = aligned_turn.attribution
        join statement_attribution as report
             on report.statement = statement_attribution.statement and report.attribution = aligned.attribution
        where document = article.id) as reported,
       (select count(distinct attribution.article) from aligned join attribution on attribution.id = attribution
        where document = article.id) as reported_by, article.id
from article where role is not null order by article.number;

-- each report that words what stands in a primary source, with both, and whom each names for it
create view against_primary as
select aligned.relation, attribution.said_text as words, report.name as article,
       (select group_concat(substr(source.text, 1 + json_extract(span.value, '$[0]'),
                                   json_extract(span.value, '$[1]') - json_extract(span.value, '$[0]')), ' … ')
        from json_each(aligned.spans) as span) as primary_words,
       source.name as primary_source, said.name as speaker,
       (select speaker from who_said_what where who_said_what.id = attribution.id) as named_by_article,
       (select min(statement) from statement_attribution where attribution = attribution.id) as statement,
       round(aligned.score, 2) as score, aligned.id
from aligned join attribution on attribution.id = aligned.attribution
join article as report on report.id = attribution.article
join article as source on source.id = document
left join speaker as said on said.id = aligned.speaker
order by source.number, json_extract(aligned.spans, '$[0][0]'), report.number, aligned.number;

-- what stands in a primary source and no article reports: the statements that only primary sources tell, in their order
create view unreported as
select who.speaker, coalesce(
           (select group_concat(substr(article.text, 1 + json_extract(span.value, '$[0]'),
                                       json_extract(span.value, '$[1]') - json_extract(span.value, '$[0]')), ' ')
            from json_each(part) as span), said_text) as words,
       article.name as primary_source, article.role, statement_attribution.statement, attribution.id
from statement_attribution join attribution on attribution.id = attribution
join article on article.id = attribution.article
left join who_said_what as who on who.id = attribution.id
join statement on statement.id = statement_attribution.statement
-- what articles tell as their own is told all the same (linking.primary)
where article.role is not null and statement.made_by <> 'primary.told/1' and not exists (
    select 1 from statement_attribution as other join attribution as report on report.id = other.attribution
    join article as telling on telling.id = report.article
    where other.statement = statement_attribution.statement and telling.role is null)
order by article.number, attribution.number;

-- inputs that could not be used, and why
create view failures as
select reason, input from failure
union
select article.input || ': could not be linked: ' || unlinked.reason, article.input
from unlinked join article on article.id = unlinked.article
order by input, reason;
