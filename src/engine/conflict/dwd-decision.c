/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-conflict"

#include "config.h"

#include "dwd-decision-private.h"

#include <string.h>

/*
 * A decision is one block of memory: the struct, its arrays, then all texts. A merge of a usual
 * document takes some microseconds, and an allocation for each text would be most of that.
 */
struct _DwdDecision
{
  gatomicrefcount references;
  DwdStrategy strategy;
  DwdOutcome outcome;
  const char *doctype;
  const char *doc;
  const char *branch_name;              /* (nullable) */
  const char *branch_doc;               /* (nullable) */
  guint n_fields;
  guint n_notices;
  DwdFieldDecision *fields;
  DwdNotice *notices;
};

typedef struct
{
  const char **lists;   /* where the next list of lost values goes */
  char *texts;          /* where the next text goes */
} Packer;

static gsize
measure (DwdSlice slice)
{
  return slice.text != NULL ? slice.length + 1 : 0;
}

static const char *
pack_text (Packer  *packer,
           DwdSlice slice)
{
  char *text = packer->texts;

  if (slice.text == NULL)
    return NULL;

  memcpy (text, slice.text, slice.length);
  text[slice.length] = '\0';
  packer->texts += slice.length + 1;

  return text;
}

static gsize
measure_fields (const DwdDecisionDraft *draft,
                gsize                  *n_pointers)
{
  gsize size = 0;

  for (guint i = 0; i < draft->n_fields; i++)
    {
      const DwdFieldDraft *field = &draft->fields[i];

      size += measure (field->name) + measure (field->value) + measure (field->base) +
              measure (field->mine) + measure (field->server);
      for (guint j = 0; j < field->n_lost; j++)
        size += measure (field->lost[j]);
      *n_pointers += field->n_lost + 1;
    }

  return size;
}

static gsize
measure_notices (const DwdDecisionDraft *draft)
{
  gsize size = 0;

  for (guint i = 0; i < draft->n_notices; i++)
    {
      const DwdNoticeDraft *notice = &draft->notices[i];

      size += measure (notice->field) + measure (notice->from) + measure (notice->to) +
              measure (notice->name);
    }

  return size;
}

static void
pack_field (Packer              *packer,
            DwdFieldDecision    *field,
            const DwdFieldDraft *draft)
{
  field->name = pack_text (packer, draft->name);
  field->value = pack_text (packer, draft->value);
  field->base = pack_text (packer, draft->base);
  field->mine = pack_text (packer, draft->mine);
  field->server = pack_text (packer, draft->server);
  field->source = draft->source;
  field->reason = draft->reason;

  field->lost = packer->lists;
  field->n_lost = draft->n_lost;
  for (guint i = 0; i < draft->n_lost; i++)
    *packer->lists++ = pack_text (packer, draft->lost[i]);
  *packer->lists++ = NULL;
}

static void
pack_notice (Packer               *packer,
             DwdNotice            *notice,
             const DwdNoticeDraft *draft)
{
  notice->type = draft->type;
  notice->field = pack_text (packer, draft->field);
  notice->from = pack_text (packer, draft->from);
  notice->to = pack_text (packer, draft->to);
  notice->name = pack_text (packer, draft->name);
}

/* Copies all of @draft. */
DwdDecision *
dwd_decision_new (const DwdDecisionDraft *draft)
{
  gsize n_pointers = 0;
  gsize size = sizeof (DwdDecision) + draft->n_fields * sizeof (DwdFieldDecision) +
               draft->n_notices * sizeof (DwdNotice);
  DwdDecision *self;
  Packer packer;

  size += measure (draft->doctype) + measure (draft->doc) + measure (draft->branch_name) +
          measure (draft->branch_doc) + measure_fields (draft, &n_pointers) + measure_notices (draft) +
          n_pointers * sizeof (char *);

  self = g_malloc (size);
  g_atomic_ref_count_init (&self->references);
  self->strategy = draft->strategy;
  self->outcome = draft->outcome;
  self->n_fields = draft->n_fields;
  self->n_notices = draft->n_notices;
  self->fields = (DwdFieldDecision *) (self + 1);
  self->notices = (DwdNotice *) (self->fields + draft->n_fields);
  packer.lists = (const char **) (self->notices + draft->n_notices);
  packer.texts = (char *) (packer.lists + n_pointers);

  self->doctype = pack_text (&packer, draft->doctype);
  self->doc = pack_text (&packer, draft->doc);
  self->branch_name = pack_text (&packer, draft->branch_name);
  self->branch_doc = pack_text (&packer, draft->branch_doc);
  for (guint i = 0; i < draft->n_fields; i++)
    pack_field (&packer, &self->fields[i], &draft->fields[i]);
  for (guint i = 0; i < draft->n_notices; i++)
    pack_notice (&packer, &self->notices[i], &draft->notices[i]);

  return self;
}

/**
 * dwd_decision_ref:
 * @self: a decision; immutable, so that a borrower may keep it
 *
 * Returns: (transfer full): @self
 */
DwdDecision *
dwd_decision_ref (const DwdDecision *self)
{
  DwdDecision *counted = (DwdDecision *) self;

  g_atomic_ref_count_inc (&counted->references);

  return counted;
}

void
dwd_decision_unref (DwdDecision *self)
{
  if (self != NULL && g_atomic_ref_count_dec (&self->references))
    g_free (self);
}

/**
 * dwd_decision_get_doctype:
 * @self: a decision
 *
 * Returns: (transfer none): the canonical name, or the name as given where there is none
 */
const char *
dwd_decision_get_doctype (const DwdDecision *self)
{
  return self->doctype;
}

DwdStrategy
dwd_decision_get_strategy (const DwdDecision *self)
{
  return self->strategy;
}

DwdOutcome
dwd_decision_get_outcome (const DwdDecision *self)
{
  return self->outcome;
}

/**
 * dwd_decision_get_needs_manual:
 * @self: a decision
 *
 * Returns: whether a person must decide; the document is then a proposal
 */
gboolean
dwd_decision_get_needs_manual (const DwdDecision *self)
{
  return self->outcome == DWD_OUTCOME_MANUAL;
}

/**
 * dwd_decision_get_doc:
 * @self: a decision
 *
 * Returns: (transfer none): the resulting or proposed document; of a deletion the last that there was
 */
const char *
dwd_decision_get_doc (const DwdDecision *self)
{
  return self->doc;
}

const char *
dwd_decision_get_branch_name (const DwdDecision *self)
{
  return self->branch_name;
}

const char *
dwd_decision_get_branch_doc (const DwdDecision *self)
{
  return self->branch_doc;
}

guint
dwd_decision_get_n_fields (const DwdDecision *self)
{
  return self->n_fields;
}

/**
 * dwd_decision_get_field:
 * @self: a decision
 * @number: less than dwd_decision_get_n_fields()
 *
 * Returns: (transfer none): a field on which base, mine and server are not all equal, in the order of
 *   the document
 */
const DwdFieldDecision *
dwd_decision_get_field (const DwdDecision *self,
                        guint              number)
{
  g_return_val_if_fail (number < self->n_fields, NULL);

  return &self->fields[number];
}

const DwdFieldDecision *
dwd_decision_find_field (const DwdDecision *self,
                         const char        *name)
{
  for (guint i = 0; i < self->n_fields; i++)
    if (strcmp (self->fields[i].name, name) == 0)
      return &self->fields[i];

  return NULL;
}

guint
dwd_decision_get_n_notices (const DwdDecision *self)
{
  return self->n_notices;
}

const DwdNotice *
dwd_decision_get_notice (const DwdDecision *self,
                         guint              number)
{
  g_return_val_if_fail (number < self->n_notices, NULL);

  return &self->notices[number];
}
