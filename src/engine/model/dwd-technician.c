/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-model"

#include "config.h"

#include "dwd-technician.h"

#include "dwd-text-block.h"

#include <string.h>

enum
{
  TEXT_NAME,
  TEXT_EMPLOYEE_NAME,
  TEXT_ORGANIZATION,
  TEXT_ZONE,
  TEXT_PHONE,
  TEXT_USER_ID,
  N_TEXTS
};

struct _DwdTechnician
{
  GObject parent_instance;

  const char *texts[N_TEXTS];      /* into block */
  char *block;                     /* (owned) (nullable) */
  char *first_name;                /* (owned) */
  char *initials;                  /* (owned) */
  GArray *skills;                  /* (owned): DwdSkill */
  GArray *certifications;          /* (owned): DwdCertification */
  DwdPoint home;
  gboolean active;
  gboolean dispatch_enabled;
};

G_DEFINE_FINAL_TYPE (DwdTechnician, dwd_technician, G_TYPE_OBJECT)

static void
clear_skill (gpointer data)
{
  DwdSkill *skill = data;

  g_clear_pointer (&skill->skill, g_free);
}

static void
clear_certification (gpointer data)
{
  DwdCertification *certification = data;

  g_clear_pointer (&certification->type, g_free);
}

/* "Svetlana Orlova" gives SO, "KlimatServis crew A" KA: the first letters of the first and last word. */
static char *
make_initials (const char *full_name)
{
  g_auto (GStrv) words = g_strsplit_set (full_name, " \t", -1);
  g_autoptr (GString) initials = g_string_new (NULL);
  const char *first = NULL;
  const char *last = NULL;

  for (char **word = words; *word != NULL; word++)
    {
      if (**word == '\0')
        continue;
      if (first == NULL)
        first = *word;
      else
        last = *word;
    }

  if (first != NULL)
    g_string_append_unichar (initials, g_unichar_toupper (g_utf8_get_char (first)));
  if (last != NULL)
    g_string_append_unichar (initials, g_unichar_toupper (g_utf8_get_char (last)));

  return g_string_free (g_steal_pointer (&initials), FALSE);
}

static void
dwd_technician_finalize (GObject *object)
{
  DwdTechnician *self = DWD_TECHNICIAN (object);

  g_free (self->block);
  g_free (self->first_name);
  g_free (self->initials);
  g_array_unref (self->skills);
  g_array_unref (self->certifications);

  G_OBJECT_CLASS (dwd_technician_parent_class)->finalize (object);
}

static void
dwd_technician_class_init (DwdTechnicianClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = dwd_technician_finalize;
}

static void
dwd_technician_init (DwdTechnician *self)
{
  self->skills = g_array_new (FALSE, FALSE, sizeof (DwdSkill));
  g_array_set_clear_func (self->skills, clear_skill);
  self->certifications = g_array_new (FALSE, FALSE, sizeof (DwdCertification));
  g_array_set_clear_func (self->certifications, clear_certification);
}

/**
 * dwd_technician_new:
 * @fields: what the technician is made of; copied
 *
 * May be called on any thread. The snapshot never changes afterwards.
 *
 * Returns: (transfer full): a new technician
 */
DwdTechnician *
dwd_technician_new (const DwdTechnicianFields *fields)
{
  DwdTechnician *self;
  const char *space;

  g_return_val_if_fail (fields != NULL, NULL);

  self = g_object_new (DWD_TYPE_TECHNICIAN, NULL);
  self->texts[TEXT_NAME] = fields->name;
  self->texts[TEXT_EMPLOYEE_NAME] = fields->employee_name;
  self->texts[TEXT_ORGANIZATION] = fields->organization;
  self->texts[TEXT_ZONE] = fields->zone;
  self->texts[TEXT_PHONE] = fields->phone;
  self->texts[TEXT_USER_ID] = fields->user_id;
  self->block = dwd_text_block_pack (self->texts, N_TEXTS);

  space = strchr (self->texts[TEXT_EMPLOYEE_NAME], ' ');
  self->first_name = space != NULL ? g_strndup (self->texts[TEXT_EMPLOYEE_NAME],
                                                (gsize) (space - self->texts[TEXT_EMPLOYEE_NAME]))
                                   : g_strdup (self->texts[TEXT_EMPLOYEE_NAME]);
  self->initials = make_initials (self->texts[TEXT_EMPLOYEE_NAME]);
  self->active = fields->active;
  self->dispatch_enabled = fields->dispatch_enabled;
  self->home = fields->home;

  for (gsize i = 0; i < fields->n_skills; i++)
    {
      DwdSkill skill = { g_strdup (fields->skills[i].skill), fields->skills[i].proficiency };

      g_array_append_val (self->skills, skill);
    }

  for (gsize i = 0; i < fields->n_certifications; i++)
    {
      DwdCertification certification = fields->certifications[i];

      certification.type = g_strdup (certification.type);
      g_array_append_val (self->certifications, certification);
    }

  return self;
}

#define DEFINE_TEXT_GETTER(field, TEXT)                  \
  const char *                                           \
  dwd_technician_get_ ## field (DwdTechnician * self)     \
  {                                                      \
    g_return_val_if_fail (DWD_IS_TECHNICIAN (self), ""); \
    return self->texts[TEXT];                            \
  }

DEFINE_TEXT_GETTER (name, TEXT_NAME)
DEFINE_TEXT_GETTER (employee_name, TEXT_EMPLOYEE_NAME)
DEFINE_TEXT_GETTER (organization, TEXT_ORGANIZATION)
DEFINE_TEXT_GETTER (zone, TEXT_ZONE)
DEFINE_TEXT_GETTER (phone, TEXT_PHONE)

const char *
dwd_technician_get_first_name (DwdTechnician * self)
{
  g_return_val_if_fail (DWD_IS_TECHNICIAN (self), "");

  return self->first_name;
}

const char *
dwd_technician_get_initials (DwdTechnician *self)
{
  g_return_val_if_fail (DWD_IS_TECHNICIAN (self), "");

  return self->initials;
}

/**
 * dwd_technician_is_dispatchable:
 * @self: a technician
 *
 * Returns: whether the employee is Active and may be dispatched at all (DESIGN §5)
 */
gboolean
dwd_technician_is_dispatchable (DwdTechnician *self)
{
  g_return_val_if_fail (DWD_IS_TECHNICIAN (self), FALSE);

  return self->active && self->dispatch_enabled;
}

gboolean
dwd_technician_get_home (DwdTechnician *self,
                         DwdPoint      *point)
{
  g_return_val_if_fail (DWD_IS_TECHNICIAN (self), FALSE);

  if (!dwd_point_is_valid (&self->home))
    return FALSE;

  if (point != NULL)
    *point = self->home;

  return TRUE;
}

const DwdSkill *
dwd_technician_get_skills (DwdTechnician *self,
                           gsize         *n_skills)
{
  g_return_val_if_fail (DWD_IS_TECHNICIAN (self), NULL);

  if (n_skills != NULL)
    *n_skills = self->skills->len;

  return (const DwdSkill *) (gpointer) self->skills->data;
}

const DwdCertification *
dwd_technician_get_certifications (DwdTechnician *self,
                                   gsize         *n_certifications)
{
  g_return_val_if_fail (DWD_IS_TECHNICIAN (self), NULL);

  if (n_certifications != NULL)
    *n_certifications = self->certifications->len;

  return (const DwdCertification *) (gpointer) self->certifications->data;
}
