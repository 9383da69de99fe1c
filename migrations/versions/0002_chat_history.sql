-- The chat's own history, in a schema that the work engine's role owns: Chainlit ships no DDL.
set local role agency_engine;
create table chainlit."User" (
    id text primary key,
    identifier text not null unique,
    metadata jsonb not null default '{}',
    "createdAt" timestamp not null default current_timestamp,
    "updatedAt" timestamp not null default current_timestamp
);
create table chainlit."Thread" (
    id text primary key,
    name text,
    "userId" text references chainlit."User" (id) on delete cascade,
    tags text[],
    metadata jsonb not null default '{}',
    "createdAt" timestamp not null default current_timestamp,
    "updatedAt" timestamp not null default current_timestamp,
    "deletedAt" timestamp
);
create index on chainlit."Thread" ("userId");
create table chainlit."Step" (
    id text primary key,
    "threadId" text references chainlit."Thread" (id) on delete cascade,
    "parentId" text references chainlit."Step" (id) on delete cascade,
    input text,
    metadata jsonb not null default '{}',
    name text,
    output text,
    type text not null,
    "showInput" text default 'json',
    "isError" boolean default false,
    "startTime" timestamp not null default current_timestamp,
    "endTime" timestamp not null default current_timestamp,
    "createdAt" timestamp not null default current_timestamp
);
create index on chainlit."Step" ("threadId");
create table chainlit."Element" (
    id text primary key,
    "threadId" text references chainlit."Thread" (id) on delete cascade,
    "stepId" text not null references chainlit."Step" (id) on delete cascade,
    metadata jsonb not null default '{}',
    mime text,
    name text not null,
    "objectKey" text,
    url text,
    "chainlitKey" text,
    display text,
    size text,
    language text,
    page int,
    "autoPlay" boolean,
    "playerConfig" jsonb,
    props jsonb default '{}'
);
create index on chainlit."Element" ("threadId");
create index on chainlit."Element" ("stepId");
create table chainlit."Feedback" (
    id text primary key,
    "stepId" text references chainlit."Step" (id) on delete cascade,
    name text not null,
    value double precision not null,
    comment text
);
create index on chainlit."Feedback" ("stepId");

reset role;
