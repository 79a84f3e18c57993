/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-sandbox"

#include "config.h"

#include "dws-faults.h"

#include "dws-problem.h"

#include <math.h>
#include <string.h>

#define MAX_RULES 64
#define MAX_LATENCY_MS 600000
#define FOREVER (-1)

typedef struct
{
  char *text;              /* (owned): as it was given */
  char *match;             /* (owned) (nullable): a path's beginning */
  double latency_ms;
  double error_rate;
  double status;
  double drop_mid_body;
  double truncate_json;
  double duplicate_events;
  double reorder_events;
  double clock_skew_s;
  gint64 n_left;           /* requests, or FOREVER */
  gint64 until_us;         /* monotonic, or FOREVER */
} Rule;

struct _DwsFaults
{
  GRand *random;       /* (owned) */
  GPtrArray *rules;    /* (owned): of Rule */
};

typedef struct
{
  const char *name;
  gsize offset;
  double maximum;
} NumberField;

static const NumberField number_fields[] =
{
  { "latency_ms", G_STRUCT_OFFSET (Rule, latency_ms), MAX_LATENCY_MS },
  { "error_rate", G_STRUCT_OFFSET (Rule, error_rate), 1 },
  { "status", G_STRUCT_OFFSET (Rule, status), 599 },
  { "drop_mid_body", G_STRUCT_OFFSET (Rule, drop_mid_body), 1 },
  { "truncate_json", G_STRUCT_OFFSET (Rule, truncate_json), 1 },
  { "duplicate_events", G_STRUCT_OFFSET (Rule, duplicate_events), 1 },
  { "reorder_events", G_STRUCT_OFFSET (Rule, reorder_events), 1 },
  { "clock_skew_s", G_STRUCT_OFFSET (Rule, clock_skew_s), 31536000 },
};

static void
rule_free (gpointer data)
{
  Rule *rule = data;

  g_free (rule->text);
  g_free (rule->match);
  g_free (rule);
}

DwsFaults *
dws_faults_new (guint32 seed)
{
  DwsFaults *self = g_new0 (DwsFaults, 1);

  self->random = g_rand_new_with_seed (seed);
  self->rules = g_ptr_array_new_with_free_func (rule_free);

  return self;
}

void
dws_faults_free (DwsFaults *self)
{
  if (self == NULL)
    return;

  g_rand_free (self->random);
  g_ptr_array_unref (self->rules);
  g_free (self);
}

static gboolean
refuse (const char *field,
        GError    **error)
{
  dws_problem_set (error, DWS_PROBLEM_VALIDATION, field, "The fault's %s is not understood", field);
  return FALSE;
}

/* true counts as "always". */
static gboolean
read_number (const NumberField *field,
             const DwdJsonSpan *value,
             Rule              *rule,
             GError           **error)
{
  double number = 0;

  if (value->type == DWD_JSON_TRUE)
    number = 1;
  else if (value->type != DWD_JSON_FALSE &&
           (!dwd_json_span_get_double (value, &number) || !isfinite (number)))
    return refuse (field->name, error);

  if (number > field->maximum || number < (field->maximum > 1000000 ? -field->maximum : 0) ||
      (strcmp (field->name, "status") == 0 && number < 400))
    return refuse (field->name, error);

  G_STRUCT_MEMBER (double, rule, field->offset) = number;
  return TRUE;
}

/* 3: requests; "2s", "250ms": a time. */
static gboolean
read_duration (const DwdJsonSpan *value,
               Rule              *rule,
               double            *seconds,
               GError           **error)
{
  g_autofree char *text = dwd_json_span_dup_string (value);
  char *end = NULL;
  double number = 0;

  if (text == NULL)
    {
      if (!dwd_json_span_get_double (value, &number) || !(number > 0) || number > 1e9)
        return refuse ("for", error);
      rule->n_left = (gint64) ceil (number);
      *seconds = number;
      return TRUE;
    }

  number = g_ascii_strtod (text, &end);
  if (end == text || !(number > 0) || number > 1e9)
    return refuse ("for", error);

  if (strcmp (end, "ms") == 0)
    number /= 1000;
  else if (strcmp (end, "s") != 0)
    return refuse ("for", error);

  rule->until_us = g_get_monotonic_time () + (gint64) (number * G_USEC_PER_SEC);
  *seconds = number;
  return TRUE;
}

static gboolean
read_member (const DwdJsonSpan *key,
             const DwdJsonSpan *value,
             Rule              *rule,
             DwsFaultActions   *actions,
             double            *seconds,
             GError           **error)
{
  g_autofree char *name = dwd_json_span_dup_string (key);

  for (gsize i = 0; i < G_N_ELEMENTS (number_fields); i++)
    {
      if (strcmp (number_fields[i].name, name) == 0)
        return read_number (&number_fields[i], value, rule, error);
    }

  if (strcmp (name, "match") == 0 && value->type == DWD_JSON_STRING)
    {
      g_free (rule->match);
      rule->match = dwd_json_span_dup_string (value);
    }
  else if (strcmp (name, "for") == 0)
    {
      return read_duration (value, rule, seconds, error);
    }
  else if (strcmp (name, "expire_watermarks") == 0 && value->type == DWD_JSON_TRUE)
    {
      *actions |= DWS_FAULT_ACTION_EXPIRE_WATERMARKS;
    }
  else if (strcmp (name, "stop") == 0 && dwd_json_span_equal_text (value, "connections"))
    {
      *actions |= DWS_FAULT_ACTION_STOP;
    }
  else if (strcmp (name, "stop") == 0 && dwd_json_span_equal_text (value, "heartbeats"))
    {
      *actions |= DWS_FAULT_ACTION_HANG;
    }
  else
    {
      return refuse (name, error);
    }

  return TRUE;
}

/**
 * dws_faults_add:
 * @actions: (out): what the server shall do at once
 * @seconds: (out): for how long, where that matters
 *
 * Adds a rule. All rules that match a request apply to it together.
 */
gboolean
dws_faults_add (DwsFaults         *self,
                const DwdJsonSpan *rule_span,
                DwsFaultActions   *actions,
                double            *seconds,
                GError           **error)
{
  Rule *rule = g_new0 (Rule, 1);
  DwdJsonIter iter;
  DwdJsonSpan key;
  DwdJsonSpan value;

  *actions = DWS_FAULT_ACTION_NONE;
  *seconds = 1;
  rule->n_left = FOREVER;
  rule->until_us = FOREVER;
  rule->text = g_strndup (rule_span->raw.text, rule_span->raw.length);

  if (rule_span->type != DWD_JSON_OBJECT || self->rules->len >= MAX_RULES)
    {
      rule_free (rule);
      return refuse ("rule", error);
    }

  dwd_json_iter_init (&iter, rule_span);
  while (dwd_json_iter_next_member (&iter, &key, &value))
    {
      if (!read_member (&key, &value, rule, actions, seconds, error))
        {
          rule_free (rule);
          return FALSE;
        }
    }

  /* A status without a rate means always. */
  if (rule->status > 0 && rule->error_rate <= 0)
    rule->error_rate = 1;

  /* What is done at once leaves no rule behind. */
  if (*actions != DWS_FAULT_ACTION_NONE)
    rule_free (rule);
  else
    g_ptr_array_add (self->rules, rule);

  return TRUE;
}

static gboolean
append_flag (GString    *json,
             const char *flag)
{
  const char *equals = strchr (flag, '=');
  DwdJsonSpan value;

  if (equals == NULL || equals == flag)
    return FALSE;

  if (json->len > 1)
    g_string_append_c (json, ',');
  dwd_json_append_string (json, flag, equals - flag);
  g_string_append_c (json, ':');
  if (dwd_json_scan_value (equals + 1, strlen (equals + 1), &value, NULL))
    g_string_append (json, equals + 1);
  else
    dwd_json_append_string (json, equals + 1, -1);

  return TRUE;
}

/**
 * dws_faults_add_flags:
 * @flags: (nullable): "NAME=VALUE" of the command line, which make one rule together
 */
gboolean
dws_faults_add_flags (DwsFaults         *self,
                      const char *const *flags,
                      GError           **error)
{
  g_autoptr (GString) json = g_string_new ("{");
  DwsFaultActions actions = DWS_FAULT_ACTION_NONE;
  double seconds = 0;
  DwdJsonSpan rule;

  if (flags == NULL || flags[0] == NULL)
    return TRUE;

  for (guint i = 0; flags[i] != NULL; i++)
    {
      if (!append_flag (json, flags[i]))
        return refuse (flags[i], error);
    }
  g_string_append_c (json, '}');

  if (!dwd_json_scan_value (json->str, json->len, &rule, NULL))
    return refuse (flags[0], error);
  if (!dws_faults_add (self, &rule, &actions, &seconds, error))
    return FALSE;

  /* What happens at once has no meaning before there is anybody to hit. */
  return actions == DWS_FAULT_ACTION_NONE ? TRUE : refuse (flags[0], error);
}

void
dws_faults_clear (DwsFaults *self)
{
  g_ptr_array_set_size (self->rules, 0);
}

static void
drop_spent_rules (DwsFaults *self)
{
  gint64 now_us = g_get_monotonic_time ();

  for (guint i = self->rules->len; i > 0; i--)
    {
      const Rule *rule = g_ptr_array_index (self->rules, i - 1);

      if (rule->n_left == 0 || (rule->until_us != FOREVER && rule->until_us <= now_us))
        g_ptr_array_remove_index (self->rules, i - 1);
    }
}

static gboolean
draw (DwsFaults *self,
      double     probability)
{
  if (probability <= 0)
    return FALSE;
  if (probability >= 1)
    return TRUE;

  return g_rand_double (self->random) < probability;
}

/**
 * dws_faults_plan:
 * @plan: (out caller-allocates)
 *
 * Draws what happens to a request; counts it against the rules that end after some requests.
 */
void
dws_faults_plan (DwsFaults    *self,
                 const char   *path,
                 DwsFaultPlan *plan)
{
  *plan = (DwsFaultPlan) { 0 };
  drop_spent_rules (self);

  for (guint i = 0; i < self->rules->len; i++)
    {
      Rule *rule = g_ptr_array_index (self->rules, i);

      if (rule->match != NULL && !g_str_has_prefix (path, rule->match))
        continue;

      if (rule->n_left > 0)
        rule->n_left--;
      plan->latency_ms = MAX (plan->latency_ms, (guint) rule->latency_ms);
      if (draw (self, rule->error_rate))
        plan->status = rule->status > 0 ? (guint) rule->status : 503;
      plan->drop_mid_body |= draw (self, rule->drop_mid_body);
      plan->truncate |= draw (self, rule->truncate_json);
    }
}

/**
 * dws_faults_event_copies:
 *
 * Returns: how often the next event is sent: 1 or 2
 */
guint
dws_faults_event_copies (DwsFaults *self)
{
  guint copies = 1;

  drop_spent_rules (self);
  for (guint i = 0; i < self->rules->len; i++)
    {
      const Rule *rule = g_ptr_array_index (self->rules, i);

      if (draw (self, rule->duplicate_events))
        copies = 2;
    }

  return copies;
}

/**
 * dws_faults_event_is_late:
 *
 * Returns: whether the next event is overtaken by the one behind it
 */
gboolean
dws_faults_event_is_late (DwsFaults *self)
{
  gboolean late = FALSE;

  for (guint i = 0; i < self->rules->len; i++)
    {
      const Rule *rule = g_ptr_array_index (self->rules, i);

      late |= draw (self, rule->reorder_events);
    }

  return late;
}

/**
 * dws_faults_get_skew:
 *
 * Returns: how many seconds the clock goes wrong by
 */
double
dws_faults_get_skew (DwsFaults *self)
{
  double skew = 0;

  drop_spent_rules (self);
  for (guint i = 0; i < self->rules->len; i++)
    {
      const Rule *rule = g_ptr_array_index (self->rules, i);

      skew += rule->clock_skew_s;
    }

  return skew;
}

/**
 * dws_faults_format:
 *
 * Returns: (transfer full): a JSON array of the rules in force
 */
char *
dws_faults_format (DwsFaults *self)
{
  GString *out = g_string_new ("[");

  drop_spent_rules (self);
  for (guint i = 0; i < self->rules->len; i++)
    {
      const Rule *rule = g_ptr_array_index (self->rules, i);

      if (i > 0)
        g_string_append_c (out, ',');
      g_string_append (out, rule->text);
    }
  g_string_append_c (out, ']');

  return g_string_free (out, FALSE);
}
