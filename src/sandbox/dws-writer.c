/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-sandbox"

#include "config.h"

#include "dws-writer.h"

#include "dws-doc.h"
#include "dws-job-rules.h"
#include "dws-problem.h"

#include <stdlib.h>
#include <string.h>

/*
 * The one way into the documents: batch, resource API and the simulated city all write through here,
 * so that permissions, links, the state table and the history are the same for each.
 */
struct _DwsWriter
{
  DwsStore *store;
  DwsClock *clock;
  DwsUsers *users;
  GPtrArray *writes;        /* (owned): of DwsWrite, since the transaction began */
  GHashTable *full_names;   /* (owned): user id → name, for people who are no users */
};

/* A write in the making. */
typedef struct
{
  DwsWriter *writer;
  const DwsActor *actor;
  const DwsChange *change;
  DwsDoc *doc;
  DwsDoc *old;              /* (nullable) */
  char *now;                /* (owned) */
  const char *org;
  guint64 given;
  guint64 changed;
} Draft;

static void
draft_clear (Draft *draft)
{
  dws_doc_free (draft->doc);
  dws_doc_free (draft->old);
  g_free (draft->now);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Draft, draft_clear)

void
dws_write_free (DwsWrite *write)
{
  dws_row_free (write->row);
  g_free (write->user);
  g_free (write);
}

DwsWriter *
dws_writer_new (DwsStore *store,
                DwsClock *clock,
                DwsUsers *users)
{
  DwsWriter *self = g_new0 (DwsWriter, 1);

  self->store = store;
  self->clock = clock;
  self->users = users;
  self->writes = g_ptr_array_new_with_free_func ((GDestroyNotify) dws_write_free);
  self->full_names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

void
dws_writer_free (DwsWriter *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->writes);
  g_hash_table_unref (self->full_names);
  g_free (self);
}

gboolean
dws_writer_begin (DwsWriter *self,
                  gboolean   durable,
                  GError   **error)
{
  g_ptr_array_set_size (self->writes, 0);

  return dws_store_begin (self->store, durable, error);
}

void
dws_writer_rollback (DwsWriter *self)
{
  dws_store_rollback (self->store);
  g_ptr_array_set_size (self->writes, 0);
}

/**
 * dws_writer_take_writes:
 *
 * Returns: (transfer full) (element-type DwsWrite): what the transaction has done since it was
 *   asked last; not durable yet
 */
GPtrArray *
dws_writer_take_writes (DwsWriter *self)
{
  GPtrArray *writes = g_steal_pointer (&self->writes);

  self->writes = g_ptr_array_new_with_free_func ((GDestroyNotify) dws_write_free);

  return writes;
}

/**
 * dws_writer_commit:
 *
 * Returns: (transfer full) (element-type DwsWrite) (nullable): what is now durable, in order; on
 *   failure %NULL, and nothing was written
 */
GPtrArray *
dws_writer_commit (DwsWriter *self,
                   GError   **error)
{
  if (!dws_store_commit (self->store, error))
    {
      g_ptr_array_set_size (self->writes, 0);
      return NULL;
    }

  return dws_writer_take_writes (self);
}

static char *
query_employee_name (DwsWriter  *self,
                     const char *user)
{
  DwdStatement *statement = dwd_db_prepare (dws_store_get_db (self->store),
                                            "SELECT json_extract(data, '$.employee_name') "
                                            "FROM documents WHERE doctype=?1 "
                                            "AND deleted_us IS NULL "
                                            "AND json_extract(data, '$.user_id')=?2", NULL);
  char *name = NULL;

  if (statement == NULL)
    return NULL;

  dwd_statement_bind_int (statement, 1, DWD_DOCTYPE_EMPLOYEE);
  dwd_statement_bind_text (statement, 2, user, -1);
  if (dwd_statement_step (statement, NULL) == DWD_STEP_ROW)
    name = dwd_statement_dup_text (statement, 0);
  dwd_statement_reset (statement);

  return name;
}

static const char *
get_full_name (DwsWriter      *self,
               const DwsActor *actor)
{
  const char *known;
  char *name;

  if (actor->user != NULL)
    return actor->user->full_name;

  known = g_hash_table_lookup (self->full_names, actor->id);
  if (known != NULL)
    return known;

  name = dws_users_dup_full_name (self->users, actor->id);
  if (name == NULL)
    name = query_employee_name (self, actor->id);
  if (name == NULL)
    return actor->id;

  g_hash_table_insert (self->full_names, g_strdup (actor->id), name);
  return name;
}

/* The stamp of a write: now, but always behind the record's last one, so that no two states of a
 * record share a `modified`. */
static char *
new_stamp (DwsWriter  *self,
           const char *last)
{
  gint64 now_us = dws_clock_get_now (self->clock);
  g_autofree char *stamp = dws_clock_format_site (self->clock, now_us);
  gint64 last_us = 0;

  if (last == NULL || strcmp (stamp, last) > 0 ||
      !dws_clock_parse_site (self->clock, last, &last_us))
    return g_steal_pointer (&stamp);

  return dws_clock_format_site (self->clock, MAX (now_us, last_us + 1));
}

static gboolean
check_rights (const DwsActor  *actor,
              const DwsSchema *schema,
              const char      *org,
              DwsRights        right,
              const char      *name,
              GError         **error)
{
  if (actor->trusted)
    return TRUE;

  if (actor->user != NULL && org != NULL &&
      (dws_user_get_rights (actor->user, org, schema) & right) != 0)
    return TRUE;

  dws_problem_set (error, DWS_PROBLEM_PERMISSION, NULL, "No permission for %s %s",
                   schema->name, name == NULL ? "" : name);
  return FALSE;
}

static gboolean
check_owner (const DwsActor *actor,
             const DwsRow   *row,
             GError        **error)
{
  if (actor->trusted || row->for_user == NULL ||
      g_strcmp0 (row->for_user, actor->id) == 0)
    return TRUE;

  dws_problem_set (error, DWS_PROBLEM_PERMISSION, NULL, "No permission for %s %s",
                   row->schema->name, row->name);
  return FALSE;
}

static gboolean
set_field (Draft             *draft,
           int                index,
           const DwdJsonSpan *value,
           GError           **error)
{
  const DwsField *field = &draft->change->schema->fields[index];
  DwsValueContext context = { draft->change->rename, draft->change->rename_data,
                              draft->actor->trusted };
  g_autofree char *raw = NULL;
  gsize length;

  if (!dws_value_check (field, value, &context, &raw, error))
    return FALSE;

  length = raw == NULL ? 0 : strlen (raw);
  draft->given |= G_GUINT64_CONSTANT (1) << index;
  if (dws_doc_equals (draft->doc, index, raw, length))
    return TRUE;

  if (draft->old != NULL && (field->flags & DWS_FIELD_ONCE) != 0 &&
      dws_doc_get_raw (draft->doc, index)->text != NULL)
    {
      dws_problem_set (error, DWS_PROBLEM_CONSTANT, field->name,
                       "Value cannot be changed for %s", field->name);
      return FALSE;
    }

  draft->changed |= G_GUINT64_CONSTANT (1) << index;
  dws_doc_set_raw (draft->doc, index, raw, (gssize) length);
  return TRUE;
}

/* The city may tell when something came to be, before the server ran. */
static gboolean
may_set (const Draft *draft,
         int          index)
{
  if (index == DWS_STANDARD_CREATION)
    return draft->actor->trusted && draft->old == NULL;

  return index >= DWS_N_STANDARD &&
         (draft->actor->trusted || (draft->change->schema->fields[index].flags & DWS_FIELD_SERVER) == 0);
}

/* Fields that the DocType does not have are ignored, as Frappe does. */
static gboolean
set_fields (Draft   *draft,
            GError **error)
{
  const DwsSchema *schema = draft->change->schema;
  DwdJsonIter iter;
  DwdJsonSpan key;
  DwdJsonSpan value;
  int hint = DWS_N_STANDARD;

  if (draft->change->data == NULL)
    return TRUE;

  if (!dwd_json_iter_init (&iter, draft->change->data))
    {
      dws_problem_set (error, DWS_PROBLEM_VALIDATION, "data", "The values must be an object");
      return FALSE;
    }

  while (dwd_json_iter_next_member (&iter, &key, &value))
    {
      int index = dws_schema_find (schema, key.raw.text + 1, (gssize) key.raw.length - 2, hint);

      if (!may_set (draft, index))
        continue;

      hint = index + 1;
      if (!set_field (draft, index, &value, error))
        return FALSE;
    }

  return TRUE;
}

static void
set_fallbacks (Draft *draft)
{
  const DwsSchema *schema = draft->change->schema;

  for (guint i = DWS_N_STANDARD; i < schema->n_fields; i++)
    {
      if (schema->fields[i].fallback != NULL && dws_doc_get_raw (draft->doc, (int) i)->text == NULL)
        dws_doc_set_raw (draft->doc, (int) i, schema->fields[i].fallback, -1);
    }
}

static gboolean
check_required (Draft   *draft,
                GError **error)
{
  const DwsSchema *schema = draft->change->schema;

  for (guint i = DWS_N_STANDARD; i < schema->n_fields; i++)
    {
      const DwsField *field = &schema->fields[i];

      /* The city keeps its own house; a person's form must be complete. */
      if ((field->flags & DWS_FIELD_REQUIRED) == 0 ||
          dws_doc_get_raw (draft->doc, (int) i)->text != NULL ||
          (draft->actor->trusted && strcmp (field->name, "organization") != 0))
        continue;

      dws_problem_set (error, DWS_PROBLEM_MANDATORY, field->name, "Value missing for %s: %s",
                       schema->name, field->name);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_links (Draft   *draft,
             GError **error)
{
  const DwsSchema *schema = draft->change->schema;

  for (guint i = DWS_N_STANDARD; i < schema->n_fields; i++)
    {
      const DwsField *field = &schema->fields[i];
      g_autofree char *target = NULL;
      gboolean alive = FALSE;

      if (field->kind != DWS_FIELD_LINK ||
          (draft->changed & (G_GUINT64_CONSTANT (1) << i)) == 0)
        continue;

      target = dws_doc_dup (draft->doc, field->name);
      if (target == NULL)
        continue;
      if (!dws_store_is_alive (draft->writer->store, field->link,
                               field->link == DWD_DOCTYPE_ORGANIZATION ? NULL : draft->org,
                               target, &alive, error))
        return FALSE;
      if (!alive)
        {
          dws_problem_set (error, DWS_PROBLEM_LINK, field->name, "Could not find %s: %s",
                           field->name, target);
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
check_order (DwsDoc     *doc,
             const char *first,
             const char *second,
             GError    **error)
{
  g_autofree char *from = dws_doc_dup (doc, first);
  g_autofree char *to = dws_doc_dup (doc, second);

  if (from == NULL || to == NULL || strcmp (from, to) <= 0)
    return TRUE;

  dws_problem_set (error, DWS_PROBLEM_VALIDATION, second, "%s cannot be before %s", second, first);
  return FALSE;
}

static void
compose_address (Draft *draft)
{
  static const char *const parts[] = { "address_line1", "address_line2", "city", "pincode" };
  int display = dws_schema_index (draft->change->schema, "address_display");
  g_autoptr (GString) text = g_string_new (NULL);

  if ((draft->given & (G_GUINT64_CONSTANT (1) << display)) != 0)
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *part = dws_doc_dup (draft->doc, parts[i]);

      if (part == NULL)
        continue;
      if (text->len > 0)
        g_string_append (text, ", ");
      g_string_append (text, part);
    }

  dws_doc_set_text (draft->doc, display, text->len == 0 ? NULL : text->str);
}

static gboolean
apply_rules (Draft   *draft,
             GError **error)
{
  DwsWriter *self = draft->writer;

  switch (draft->change->schema->doctype)
    {
    case DWD_DOCTYPE_DISPATCH_JOB:
      {
        DwsJobWrite write = { self->store, draft->doc, draft->old, draft->given, draft->changed,
                              draft->org, draft->now, draft->actor->id,
                              get_full_name (self, draft->actor), draft->actor->trusted };

        return dws_job_rules_apply (&write, error);
      }

    case DWD_DOCTYPE_ADDRESS:
      compose_address (draft);
      return TRUE;

    case DWD_DOCTYPE_LEAVE_APPLICATION:
      return check_order (draft->doc, "from_date", "to_date", error);

    case DWD_DOCTYPE_SCHEDULE_ENTRY:
      {
        g_autofree char *status = dws_doc_dup (draft->doc, "status");

        if (g_strcmp0 (status, "Published") == 0 && !dws_doc_has (draft->doc, "published_at"))
          dws_doc_set (draft->doc, "published_at", draft->now);
        return TRUE;
      }

    case DWD_DOCTYPE_UNKNOWN:
    case DWD_DOCTYPE_ORGANIZATION:
    case DWD_DOCTYPE_EMPLOYEE:
    case DWD_DOCTYPE_CUSTOMER:
    case DWD_DOCTYPE_SHIFT_TEMPLATE:
    case DWD_DOCTYPE_GEOFENCE:
    case DWD_DOCTYPE_TECHNICIAN_LOCATION:
    case DWD_DOCTYPE_NOTIFICATION:
    case DWD_N_DOCTYPES:
    default:
      return TRUE;
    }
}

static char *
choose_name (Draft   *draft,
             GError **error)
{
  const DwsChange *change = draft->change;
  DwsStore *store = draft->writer->store;
  int year = atoi (draft->now);
  gboolean alive = FALSE;
  g_autofree char *name = NULL;

  if (change->keep_name)
    return g_strdup (change->name);

  if (g_str_has_prefix (change->schema->series, "field:"))
    {
      name = dws_doc_dup (draft->doc, change->schema->series + strlen ("field:"));
      if (name == NULL ||
          !dws_store_is_alive (store, change->schema->doctype, NULL, name, &alive, error))
        return NULL;
      if (alive)
        {
          dws_problem_set (error, DWS_PROBLEM_DUPLICATE, NULL, "%s %s exists already",
                           change->schema->name, name);
          return NULL;
        }
      return g_steal_pointer (&name);
    }

  /* A document that was given its name may stand in the series' way. */
  do
    {
      g_free (name);
      name = dws_store_new_name (store, change->schema->series, year, error);
      if (name == NULL ||
          !dws_store_is_alive (store, change->schema->doctype, NULL, name, &alive, error))
        return NULL;
    }while (alive);

  return g_steal_pointer (&name);
}

static void
add_write (DwsWriter      *self,
           const DwsRow   *row,
           DwdOpKind       kind,
           const DwsActor *actor,
           gboolean        follows)
{
  DwsWrite *write = g_new0 (DwsWrite, 1);

  write->row = dws_row_copy (row);
  write->kind = kind;
  write->user = g_strdup (actor->id);
  write->follows = follows;
  g_ptr_array_add (self->writes, write);
}

static char *
dup_reference (const DwsSchema *schema,
               DwsDoc          *doc)
{
  return schema->doctype == DWD_DOCTYPE_DISPATCH_JOB ? dws_doc_dup (doc, "address") : NULL;
}

static char *
dup_reader (const DwsSchema *schema,
            DwsDoc          *doc)
{
  return schema->doctype == DWD_DOCTYPE_NOTIFICATION ? dws_doc_dup (doc, "for_user") : NULL;
}

/* Puts the document into @row, which holds what is kept of the row before. */
static gboolean
save_doc (DwsWriter      *self,
          DwsDoc         *doc,
          DwsRow         *row,
          const DwsActor *actor,
          DwdOpKind       kind,
          gboolean        follows,
          GError        **error)
{
  dws_doc_set_text (doc, DWS_STANDARD_MODIFIED, row->modified);
  dws_doc_set_text (doc, DWS_STANDARD_MODIFIED_BY, actor->id);

  g_free (row->for_user);
  g_free (row->reference);
  g_free (row->data);
  row->for_user = dup_reader (row->schema, doc);
  row->reference = dup_reference (row->schema, doc);
  row->data = dws_doc_dup_json (doc, &row->data_length);
  row->deleted_us = DWD_TIME_NONE;

  if (!dws_store_save (self->store, row, error))
    return FALSE;

  add_write (self, row, kind, actor, follows);
  return TRUE;
}

static void
clear_row (DwsRow *row)
{
  dws_row_clear (row);
  memset (row, 0, sizeof *row);
}

static gboolean
insert (DwsWriter       *self,
        const DwsActor  *actor,
        const DwsChange *change,
        DwsRow          *result,
        GError         **error)
{
  g_auto (Draft) draft = { self, actor, change };
  g_autofree char *created = NULL;
  g_autofree char *org = NULL;
  g_autofree char *name = NULL;

  draft.doc = dws_doc_new (change->schema);
  draft.now = new_stamp (self, NULL);
  if (!set_fields (&draft, error))
    return FALSE;
  set_fallbacks (&draft);

  if (change->schema->doctype != DWD_DOCTYPE_ORGANIZATION)
    org = dws_doc_dup (draft.doc, "organization");
  draft.org = org;

  /* Permission before anything that would tell a stranger what exists. */
  if (change->schema->doctype != DWD_DOCTYPE_ORGANIZATION && org == NULL)
    return check_required (&draft, error);
  if (!check_rights (actor, change->schema, org, DWS_RIGHT_CREATE, NULL, error) ||
      !check_required (&draft, error) ||
      !check_links (&draft, error) ||
      !apply_rules (&draft, error))
    return FALSE;

  name = choose_name (&draft, error);
  if (name == NULL)
    return FALSE;

  dws_doc_set_text (draft.doc, DWS_STANDARD_NAME, name);
  dws_doc_set_text (draft.doc, DWS_STANDARD_OWNER, actor->id);
  /* The city may tell of a past that it did not live through. */
  created = actor->trusted ? dws_doc_dup (draft.doc, "creation") : NULL;
  if (created == NULL)
    created = g_strdup (draft.now);
  dws_doc_set_text (draft.doc, DWS_STANDARD_CREATION, created);
  dws_doc_set_raw (draft.doc, DWS_STANDARD_DOCSTATUS, "0", 1);
  dws_doc_set_raw (draft.doc, DWS_STANDARD_IDX, "0", 1);
  dws_doc_set_text (draft.doc, DWS_STANDARD_DOCTYPE, change->schema->name);

  clear_row (result);
  result->schema = change->schema;
  result->name = g_steal_pointer (&name);
  result->org = g_strdup (org == NULL ? result->name : org);
  result->creation = g_steal_pointer (&created);
  result->modified = g_strdup (draft.now);

  return save_doc (self, draft.doc, result, actor, DWD_OP_INSERT, FALSE, error);
}

static gboolean
find_for_write (DwsWriter       *self,
                const DwsActor  *actor,
                const DwsChange *change,
                DwsRights        right,
                DwsRow          *result,
                GError         **error)
{
  gboolean found = FALSE;

  clear_row (result);
  if (change->name == NULL)
    {
      dws_problem_set (error, DWS_PROBLEM_VALIDATION, "name", "The name is missing");
      return FALSE;
    }

  if (!dws_store_find (self->store, change->schema, change->name, result, &found, error))
    return FALSE;
  if (!found || (result->deleted_us != DWD_TIME_NONE && right != DWS_RIGHT_DELETE))
    {
      clear_row (result);
      dws_problem_set (error, DWS_PROBLEM_NOT_FOUND, NULL, "%s %s not found",
                       change->schema->name, change->name);
      return FALSE;
    }

  /* Whoever may not see the row learns nothing of it. */
  if (!check_rights (actor, change->schema, result->org, right, change->name, error) ||
      !check_owner (actor, result, error))
    {
      clear_row (result);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_base (const DwsChange *change,
            const DwsRow    *row,
            GError         **error)
{
  if (!change->check_base || g_strcmp0 (change->base_modified, row->modified) == 0)
    return TRUE;

  dws_problem_set (error, DWS_PROBLEM_STALE, NULL,
                   "Document has been modified after you have opened it (%s, %s). "
                   "Please refresh to get the latest document.",
                   change->base_modified == NULL ? "" : change->base_modified, row->modified);
  return FALSE;
}

/* Open jobs show their address; they change with it. */
static gboolean
update_followers (DwsWriter      *self,
                  const DwsActor *actor,
                  DwsDoc         *address,
                  const DwsRow   *row,
                  GError        **error)
{
  g_autoptr (GPtrArray) jobs = dws_store_find_references (self->store, DWD_DOCTYPE_DISPATCH_JOB,
                                                          row->org, row->name, error);

  if (jobs == NULL)
    return FALSE;

  for (guint i = 0; i < jobs->len; i++)
    {
      DwsRow *job_row = g_ptr_array_index (jobs, i);
      g_autoptr (DwsDoc) job = dws_doc_parse (job_row->schema, job_row->data,
                                              (gssize) job_row->data_length, error);
      g_autofree char *status = job == NULL ? NULL : dws_doc_dup (job, "status");
      char *stamp;

      if (job == NULL)
        return FALSE;
      if (g_strcmp0 (status, "Completed") == 0 || g_strcmp0 (status, "Cancelled") == 0)
        continue;

      dws_job_rules_fetch_address (job, address, 0);
      stamp = new_stamp (self, job_row->modified);
      g_free (job_row->modified);
      job_row->modified = stamp;
      if (!save_doc (self, job, job_row, actor, DWD_OP_UPDATE, TRUE, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
update (DwsWriter       *self,
        const DwsActor  *actor,
        const DwsChange *change,
        DwsRow          *result,
        GError         **error)
{
  g_auto (Draft) draft = { self, actor, change };
  char *stamp;

  if (!find_for_write (self, actor, change, DWS_RIGHT_WRITE, result, error) ||
      !check_base (change, result, error))
    return FALSE;

  draft.old = dws_doc_parse (change->schema, result->data, (gssize) result->data_length, error);
  if (draft.old == NULL)
    return FALSE;

  draft.doc = dws_doc_fork (draft.old);
  draft.org = result->org;
  draft.now = new_stamp (self, result->modified);
  if (!set_fields (&draft, error) || !check_required (&draft, error) ||
      !check_links (&draft, error) || !apply_rules (&draft, error))
    return FALSE;

  stamp = g_strdup (draft.now);
  g_free (result->modified);
  result->modified = stamp;
  if (!save_doc (self, draft.doc, result, actor, DWD_OP_UPDATE, FALSE, error))
    return FALSE;

  if (change->schema->doctype == DWD_DOCTYPE_ADDRESS && draft.changed != 0)
    return update_followers (self, actor, draft.doc, result, error);

  return TRUE;
}

static gboolean
check_deletable (DwsWriter      *self,
                 const DwsActor *actor,
                 const DwsRow   *row,
                 GError        **error)
{
  g_autofree char *by = NULL;

  if (!dws_store_is_linked (self->store, row->schema, row->org, row->name, &by, error))
    return FALSE;
  if (by == NULL)
    return TRUE;

  dws_problem_set (error, DWS_PROBLEM_LINK_EXISTS, NULL,
                   "Cannot delete or cancel because %s %s is linked with %s",
                   row->schema->name, row->name, by);
  return FALSE;
}

static gboolean
delete (DwsWriter       *self,
        const DwsActor  *actor,
        const DwsChange *change,
        DwsRow          *result,
        GError         **error)
{
  char *stamp;

  if (change->schema->no_delete != NULL)
    {
      dws_problem_set (error, DWS_PROBLEM_PERMISSION, NULL, "%s", change->schema->no_delete);
      return FALSE;
    }

  if (!find_for_write (self, actor, change, DWS_RIGHT_DELETE, result, error))
    return FALSE;

  /* Somebody was faster: what was wanted is so. */
  if (result->deleted_us != DWD_TIME_NONE)
    return TRUE;

  if (!check_base (change, result, error) ||
      !check_deletable (self, actor, result, error))
    return FALSE;

  stamp = new_stamp (self, result->modified);
  g_free (result->modified);
  result->modified = stamp;
  result->deleted_us = dws_clock_get_now (self->clock);
  g_clear_pointer (&result->data, g_free);
  g_clear_pointer (&result->reference, g_free);
  result->data_length = 0;

  if (!dws_store_save (self->store, result, error) ||
      !dws_store_give_back_name (self->store, change->schema->series, result->name, error))
    return FALSE;

  add_write (self, result, DWD_OP_DELETE, actor, FALSE);
  return TRUE;
}

/**
 * dws_writer_apply:
 * @result: (out caller-allocates): the document's new state, or its present one where the problem
 *   is %DWS_PROBLEM_STALE; otherwise undefined, but always to be cleared
 *
 * Does one write within the transaction. A refusal leaves the transaction as it was; an error that
 * is no #DwsProblem is the database's, and the transaction must be rolled back.
 */
gboolean
dws_writer_apply (DwsWriter       *self,
                  const DwsActor  *actor,
                  const DwsChange *change,
                  DwsRow          *result,
                  GError         **error)
{
  switch (change->kind)
    {
    case DWD_OP_INSERT:
      return insert (self, actor, change, result, error);

    case DWD_OP_UPDATE:
      return update (self, actor, change, result, error);

    case DWD_OP_DELETE:
      return delete (self, actor, change, result, error);

    default:
      dws_problem_set (error, DWS_PROBLEM_VALIDATION, "op", "op is insert, update or delete");
      return FALSE;
    }
}
