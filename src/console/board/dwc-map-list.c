/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-map-list.h"

#include "dwc-map-words.h"
#include "widgets/dwc-access.h"
#include "widgets/dwc-pill.h"

#include <glib/gi18n.h>

struct _DwcMapList
{
  GtkPopover parent_instance;

  GtkWidget *title;
  GtkWidget *list;
  GtkSingleSelection *selection;
  GListStore *store;
  DwcMapScene *scene;              /* (owned) (nullable): for what technicians do now */
};

G_DEFINE_FINAL_TYPE (DwcMapList, dwc_map_list, GTK_TYPE_POPOVER)

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *number = gtk_label_new (NULL);
  GtkWidget *title = gtk_inscription_new (NULL);

  gtk_widget_add_css_class (number, "dwc-number");
  gtk_label_set_xalign (GTK_LABEL (number), 0);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (title), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_widget_set_valign (title, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_box_append (GTK_BOX (row), number);
  gtk_box_append (GTK_BOX (row), title);
  gtk_box_append (GTK_BOX (row), dwc_pill_new ());
  gtk_widget_set_valign (gtk_widget_get_last_child (row), GTK_ALIGN_CENTER);
  gtk_list_item_set_child (item, row);
}

static void
bind_job (DwdJob         *job,
          GtkLabel       *number,
          GtkInscription *title,
          DwcPill        *pill)
{
  gtk_label_set_text (number, dwd_job_get_short_name (job));
  gtk_inscription_set_text (title, dwd_job_get_title (job));
  dwc_pill_set_status (pill, dwd_job_get_status (job));
}

static void
bind_person (DwcMapList     *self,
             DwdTechnician  *technician,
             GtkLabel       *number,
             GtkInscription *title,
             DwcPill        *pill)
{
  guint position, n_people;
  const DwcMapPerson *person;
  g_autofree char *doing = NULL;
  DwcRole role;

  gtk_label_set_text (number, dwd_technician_get_initials (technician));
  gtk_inscription_set_text (title, dwd_technician_get_employee_name (technician));
  if (self->scene == NULL ||
      !dwc_map_scene_find_person (self->scene, dwd_technician_get_name (technician), &position))
    return;

  person = &dwc_map_scene_get_people (self->scene, &n_people)[position];
  doing = dwc_map_words_dup_doing (person);
  role = dwc_palette_role_of_lateness (person->lateness_us);
  if (person->presence == DWC_MAP_PRESENCE_OFF)
    dwc_pill_set (pill, DWC_ROLE_DRAFT, "action-unavailable-symbolic", doing);
  else
    dwc_pill_set (pill, role, dwc_palette_lateness_icon (person->lateness_us), doing);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item)
{
  GtkWidget *row = gtk_list_item_get_child (item);
  GtkWidget *number = gtk_widget_get_first_child (row);
  GtkWidget *title = gtk_widget_get_next_sibling (number);
  GtkWidget *pill = gtk_widget_get_last_child (row);
  GObject *record = gtk_list_item_get_item (item);
  GtkWidget *list = gtk_widget_get_ancestor (row, DWC_TYPE_MAP_LIST);

  if (DWD_IS_JOB (record))
    bind_job (DWD_JOB (record), GTK_LABEL (number), GTK_INSCRIPTION (title), DWC_PILL (pill));
  else if (list != NULL)
    bind_person (DWC_MAP_LIST (list), DWD_TECHNICIAN (record), GTK_LABEL (number),
                 GTK_INSCRIPTION (title), DWC_PILL (pill));
  dwc_access_name_row (row);
}

static void
activate_cb (DwcMapList *self,
             guint       position)
{
  g_autoptr (GObject) record = g_list_model_get_item (G_LIST_MODEL (self->store), position);

  gtk_popover_popdown (GTK_POPOVER (self));
  if (record != NULL)
    g_signal_emit (self, signals[CHOSEN], 0, record);
}

static void
fill (DwcMapList *self,
      GPtrArray  *records)
{
  g_list_store_splice (self->store, 0, g_list_model_get_n_items (G_LIST_MODEL (self->store)),
                       records->pdata, records->len);
  if (records->len > 0)
    gtk_single_selection_set_selected (self->selection, 0);
}

/* How many of the jobs share the most common address. */
static guint
count_at_one_place (const DwcMapJob *jobs,
                    const guint     *members,
                    guint            n_members)
{
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint most = 0;

  for (guint i = 0; i < n_members; i++)
    {
      const DwcMapPoint *place = &jobs[members[i]].place;
      /* A millionth of the world's edge is forty metres at the equator: one house. */
      char *key = g_strdup_printf ("%.6f %.6f", place->x, place->y);
      guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, key)) + 1;

      g_hash_table_insert (counts, key, GUINT_TO_POINTER (count));
      most = MAX (most, count);
    }

  return most;
}

static void
dwc_map_list_dispose (GObject *object)
{
  DwcMapList *self = DWC_MAP_LIST (object);

  g_clear_object (&self->scene);
  gtk_widget_dispose_template (GTK_WIDGET (self), DWC_TYPE_MAP_LIST);

  G_OBJECT_CLASS (dwc_map_list_parent_class)->dispose (object);
}

static void
dwc_map_list_class_init (DwcMapListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dwc_map_list_dispose;

  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_OBJECT);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/dartwing/Dispatch/ui/dwc-map-list.ui");
  gtk_widget_class_bind_template_child (widget_class, DwcMapList, title);
  gtk_widget_class_bind_template_child (widget_class, DwcMapList, list);
  gtk_widget_class_bind_template_child (widget_class, DwcMapList, selection);
  gtk_widget_class_bind_template_child (widget_class, DwcMapList, store);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
dwc_map_list_init (DwcMapList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  dwc_access_tidy (GTK_WIDGET (self));
}

/**
 * dwc_map_list_new:
 *
 * Returns: (transfer floating): an empty list
 */
GtkWidget *
dwc_map_list_new (void)
{
  return g_object_new (DWC_TYPE_MAP_LIST, NULL);
}

/**
 * dwc_map_list_show_jobs:
 * @self: the list
 * @scene: the scene
 * @members: (array length=n_members): positions in its jobs
 * @n_members: how many
 */
void
dwc_map_list_show_jobs (DwcMapList  *self,
                        DwcMapScene *scene,
                        const guint *members,
                        guint        n_members)
{
  guint n_jobs, n_same;
  const DwcMapJob *jobs = dwc_map_scene_get_jobs (scene, &n_jobs);
  g_autoptr (GPtrArray) records = g_ptr_array_new ();
  g_autofree char *title = NULL;

  for (guint i = 0; i < n_members; i++)
    g_ptr_array_add (records, jobs[members[i]].job);

  n_same = count_at_one_place (jobs, members, n_members);
  if (n_same == n_members)
    title = g_strdup_printf (ngettext ("%u job at one address", "%u jobs at one address", n_members),
                             n_members);
  else if (n_same > 1)
    /* Translators: the second number is how many of the jobs share an address. */
    title = g_strdup_printf (ngettext ("%u job here · %u at one address", "%u jobs here · %u at one address",
                                       n_members), n_members, n_same);
  else
    title = g_strdup_printf (ngettext ("%u job here", "%u jobs here", n_members), n_members);

  g_set_object (&self->scene, scene);
  gtk_label_set_text (GTK_LABEL (self->title), title);
  fill (self, records);
}

/**
 * dwc_map_list_show_people:
 * @self: the list
 * @scene: the scene
 * @members: (array length=n_members): positions in its people
 * @n_members: how many
 */
void
dwc_map_list_show_people (DwcMapList  *self,
                          DwcMapScene *scene,
                          const guint *members,
                          guint        n_members)
{
  guint n_people;
  const DwcMapPerson *people = dwc_map_scene_get_people (scene, &n_people);
  g_autoptr (GPtrArray) records = g_ptr_array_new ();
  g_autofree char *title = NULL;

  for (guint i = 0; i < n_members; i++)
    g_ptr_array_add (records, people[members[i]].technician);

  title = g_strdup_printf (ngettext ("%u technician here", "%u technicians here", n_members), n_members);
  g_set_object (&self->scene, scene);
  gtk_label_set_text (GTK_LABEL (self->title), title);
  fill (self, records);
}

/**
 * dwc_map_list_get_model:
 * @self: the list
 *
 * Returns: (transfer none): the records it shows
 */
GListModel *
dwc_map_list_get_model (DwcMapList *self)
{
  return G_LIST_MODEL (self->store);
}
