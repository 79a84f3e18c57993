/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "model/dwd-audit-entry.h"

G_BEGIN_DECLS

/*
 * The chain of hashes, pure. What is hashed of an entry is a row of netstrings ("5:hello,": the length in bytes,
 * a colon, the bytes, a comma), so that no field can flow into the next:
 *
 *   "dartwing-audit-1", previous hash, seq, at_us, kind, actor, device, doctype, name, refers, body
 *
 * Numbers are decimal, the kind is its name. The hash is SHA-256 in lower-case hex; the first entry's previous
 * one is DWD_AUDIT_GENESIS. docs/audit.md has a worked example.
 */
#define DWD_AUDIT_GENESIS "0000000000000000000000000000000000000000000000000000000000000000"

GBytes *dwd_audit_chain_canonical (const DwdAuditEntry *entry);
char *dwd_audit_chain_hash (const DwdAuditEntry *entry);
/* Puts the entry behind the one with the hash @previous: sets seq, previous and hash. */
void             dwd_audit_chain_link (DwdAuditEntry *entry,
                                       gint64         seq,
                                       const char    *previous);

/* The newest entry as it is kept apart from the log. */
typedef struct
{
  gint64 seq;                               /* 0: the log is empty */
  char hash[DWD_AUDIT_HASH_LENGTH + 1];
} DwdAuditHead;

/* "12 9f86…": %FALSE and @head untouched for anything else. */
gboolean         dwd_audit_head_parse (const char   *text,      /* (nullable) */
                                       DwdAuditHead *head);
char *dwd_audit_head_to_string (const DwdAuditHead *head);

/* Takes the entries one after the other and remembers the first break. */
typedef struct _DwdAuditVerifier DwdAuditVerifier;

DwdAuditVerifier *dwd_audit_verifier_new (void);
void             dwd_audit_verifier_free (DwdAuditVerifier *self);
void             dwd_audit_verifier_feed (DwdAuditVerifier    *self,
                                          const DwdAuditEntry *entry);
/* Something that is no entry stands where one should be. */
void             dwd_audit_verifier_feed_unreadable (DwdAuditVerifier *self);
/* @head: (nullable): there is none */
void             dwd_audit_verifier_finish (DwdAuditVerifier   *self,
                                            const DwdAuditHead *head,
                                            DwdAuditVerdict    *verdict);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwdAuditVerifier, dwd_audit_verifier_free)

G_END_DECLS
