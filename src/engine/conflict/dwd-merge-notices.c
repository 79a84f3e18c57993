/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-conflict"

#include "config.h"

#include "dwd-merge-private.h"

static void
add_notice (DwdMerge             *self,
            const DwdNoticeDraft *notice)
{
  if (self->notices == NULL)
    self->notices = g_array_new (FALSE, FALSE, sizeof (DwdNoticeDraft));
  g_array_append_val (self->notices, *notice);
}

static void
add_plain (DwdMerge     *self,
           DwdNoticeType type)
{
  DwdNoticeDraft notice = { .type = type };

  add_notice (self, &notice);
}

static void
add_about (DwdMerge     *self,
           DwdNoticeType type,
           DwdSlice      field)
{
  DwdNoticeDraft notice = { .type = type, .field = field };

  add_notice (self, &notice);
}

static DwdSlice
json_of (const DwdJsonSpan *value)
{
  const DwdSlice nothing = { "null", 4 };

  return value->type != DWD_JSON_ABSENT ? value->raw : nothing;
}

/* Somebody else than whom this user assigned. */
static void
notice_assignment (DwdMerge *self)
{
  const DwdMergeChange *change = dwd_merge_find_change (self, "assigned_to");
  DwdNoticeDraft notice = { .type = DWD_NOTICE_ASSIGNMENT_CHANGED };
  const DwdJsonSpan *mine;

  if (change == NULL || change->source == DWD_SOURCE_MANUAL || self->outcome == DWD_OUTCOME_DELETED)
    return;

  mine = &change->field->sides[DWD_SIDE_MINE];
  if (dwd_merge_values_equal (mine, &change->value))
    return;

  notice.from = json_of (mine);
  notice.to = json_of (&change->value);
  add_notice (self, &notice);
}

static void
notice_signature (DwdMerge *self)
{
  const DwdMergeChange *change;

  if (strcmp (self->doctype, "Form Submission") != 0 || self->outcome == DWD_OUTCOME_DELETED)
    return;

  change = dwd_merge_find_change (self, "signature");
  if (change != NULL && dwd_merge_is_clash (change))
    add_about (self, DWD_NOTICE_PENDING_SIGNATURE_REVIEW, change->field->name);
}

/* What kind of question it is. An appointment that one side deleted takes no time of anybody. */
static void
notice_appointment (DwdMerge *self)
{
  const DwdMergeFlags either = DWD_MERGE_MINE_DELETED | DWD_MERGE_SERVER_DELETED;
  gboolean deleted = (self->input->flags & either) != 0;
  const char *field;

  if (self->outcome != DWD_OUTCOME_MANUAL || strcmp (self->doctype, "Appointment") != 0)
    return;

  field = deleted ? NULL : dwd_merge_find_overlap (self);
  if (field != NULL)
    add_about (self, DWD_NOTICE_TIME_OVERLAP, (DwdSlice) { field, strlen (field) });
  else
    add_plain (self, DWD_NOTICE_DATA_DIVERGENCE);
}

static void
notice_deletes (DwdMerge *self)
{
  DwdMergeFlags flags = self->input->flags;
  gboolean refused = (flags & DWD_MERGE_MINE_DELETED) != 0;
  gboolean stands = (flags & DWD_MERGE_SERVER_DELETED) != 0 && (flags & DWD_MERGE_UNDELETE) == 0;

  if ((refused || stands) && !dwd_conflict_rule_get_allow_delete (self->rule))
    add_plain (self, DWD_NOTICE_NO_DELETE);
}

/* In the order of the types, and of the fields. */
void
dwd_merge_notice (DwdMerge *self)
{
  for (guint i = 0; i < self->changes->len; i++)
    {
      const DwdMergeChange *change = dwd_merge_get_change (self, i);

      /* What the server's value wins over is mine's. */
      if (change->source == DWD_SOURCE_SERVER && change->n_lost > 0)
        add_about (self, DWD_NOTICE_OVERWRITTEN, change->field->name);
    }

  notice_assignment (self);
  notice_appointment (self);
  notice_signature (self);
  notice_deletes (self);
  if (self->outcome == DWD_OUTCOME_BRANCH)
    {
      DwdNoticeDraft notice = { .type = DWD_NOTICE_BRANCH_CREATED, .name = self->branch_name };

      add_notice (self, &notice);
    }
  if (self->outcome == DWD_OUTCOME_DELETED)
    add_plain (self, DWD_NOTICE_TOMBSTONE);
}
