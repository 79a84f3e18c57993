/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What an entry tells of. The numbers are stored and never change; the names are part of what is hashed. */
typedef enum
{
  DWD_AUDIT_UNKNOWN = 0,
  DWD_AUDIT_DECISION = 1,       /* what a merge decided, with the values that lost */
  DWD_AUDIT_TAKEN_BACK = 2,     /* an earlier entry's effect was taken back by a new change */
  DWD_AUDIT_PHI_READ = 3,       /* protected health information was looked at */
  DWD_N_AUDIT_KINDS
} DwdAuditKind;

#define DWD_AUDIT_HASH_LENGTH 64

/**
 * DwdAuditEntry:
 *
 * One entry of the audit log. No text is %NULL; what does not apply is empty. Whoever appends one fills in
 * all but @seq, @previous and @hash, which the log gives it. docs/audit.md has the form that is hashed.
 */
typedef struct
{
  gint64 seq;             /* from 1, without a hole */
  gint64 at_us;           /* UTC µs */
  DwdAuditKind kind;
  char *actor;            /* (owned): who */
  char *device;           /* (owned): on which */
  char *doctype;          /* (owned): of the record, as on the wire */
  char *name;             /* (owned): of the record */
  gint64 refers;          /* TAKEN_BACK: the entry that is taken back; else 0 */
  char *body;             /* (owned): JSON text */
  char *previous;         /* (owned): the hash before */
  char *hash;             /* (owned): SHA-256, lower-case hex */
} DwdAuditEntry;

/* Why a chain is not whole. */
typedef enum
{
  DWD_AUDIT_BREAK_NONE = 0,
  DWD_AUDIT_BREAK_GAP,          /* the entry is missing */
  DWD_AUDIT_BREAK_REORDERED,    /* the entry stands in another place */
  DWD_AUDIT_BREAK_CHANGED,      /* the entry is not what its hash, or the head, says */
  DWD_AUDIT_BREAK_UNLINKED,     /* the entry does not follow from the one before it */
  DWD_AUDIT_BREAK_CUT_OFF,      /* the log ends before the entry, but went on */
  DWD_AUDIT_BREAK_ADDED,        /* the entry stands behind the head */
  DWD_AUDIT_BREAK_NO_HEAD,      /* the head is gone: the end behind the entry cannot be vouched for */
  DWD_AUDIT_BREAK_UNREADABLE,   /* the line of an export where the entry should be is none */
} DwdAuditBreak;

/* What a verification found. */
typedef struct
{
  gint64 n_entries;                         /* whole ones from the start on */
  DwdAuditBreak why;                        /* of the first break */
  gint64 seq;                               /* the first broken entry; 0 where there is none */
  char hash[DWD_AUDIT_HASH_LENGTH + 1];     /* of the last whole entry; zeros before the first */
} DwdAuditVerdict;

DwdAuditEntry *dwd_audit_entry_new (void);
DwdAuditEntry *dwd_audit_entry_copy (const DwdAuditEntry *self);
void           dwd_audit_entry_free (DwdAuditEntry *self);

const char *dwd_audit_kind_to_string (DwdAuditKind kind);                /* "unknown" for others */
DwdAuditKind   dwd_audit_kind_from_string (const char *name);               /* (nullable) */
const char *dwd_audit_break_to_string (DwdAuditBreak why);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwdAuditEntry, dwd_audit_entry_free)

G_END_DECLS
