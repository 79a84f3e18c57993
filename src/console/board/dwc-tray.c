/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-tray.h"

#include "dwc-tray-row.h"
#include "dwc-wording.h"
#include "widgets/dwc-access.h"
#include "widgets/dwc-palette.h"

#include <glib/gi18n.h>

/* Rows below the screen are built some at a time, so that no frame has many new ones to style. */
#define ROWS_PER_TURN 8
#define TURN_MS 20
/* Before the list knows its height it is taken to be a usual one. */
#define USUAL_ROWS 24
#define LEAST_ROW_HEIGHT 36

struct _DwcTray
{
  GtkWidget parent_instance;

  GtkWidget *count;
  GtkWidget *search;
  GtkMenuButton *order;
  GtkMenuButton *priority;
  GtkMenuButton *zone;
  GtkMenuButton *skill;
  GtkStack *stack;
  GtkListView *list;
  GtkWidget *foot;
  GtkLabel *freshness;

  DwcContext *context;             /* (owned) */
  GSimpleActionGroup *actions;     /* (owned) */
  GListModel *model;               /* (owned) (nullable): what the list shows */
  GtkSingleSelection *selection;   /* (owned) */
  GPtrArray *bound;                /* (owned) of GtkListItem, not owned */
  DwcTrayRow *example;             /* (weak) (nullable): the first row */
  GtkWidget *menu;                 /* (nullable): the context menu, once opened */
  char *text;                      /* (owned) (nullable) */
  gulong minute_id;
  gulong status_id;
  guint follow_id;
  guint build_id;                  /* builds the rows below the screen */
  gboolean following;              /* the selection moves because another view moved it */
};

G_DEFINE_FINAL_TYPE (DwcTray, dwc_tray, GTK_TYPE_WIDGET)

enum
{
  PROP_N_JOBS = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static char *
dup_state (DwcTray    *self,
           const char *name)
{
  g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (self->actions), name);

  return g_variant_dup_string (state, NULL);
}

static void
fill_query (DwcTray     *self,
            DwdJobQuery *query,
            char       **zone,
            char       **skill)
{
  g_autofree char *order = dup_state (self, "order");
  g_autofree char *priority = dup_state (self, "priority");
  DwdPriority wanted = dwd_priority_from_string (priority, -1);

  *zone = dup_state (self, "zone");
  *skill = dup_state (self, "skill");
  query->statuses = 1u << DWD_JOB_STATUS_UNASSIGNED;
  query->priorities = wanted != DWD_PRIORITY_UNKNOWN ? 1u << wanted : 0;
  query->text = self->text;
  query->zone = **zone != '\0' ? *zone : NULL;
  query->skill = **skill != '\0' ? *skill : NULL;
  query->order = g_str_equal (order, "start") ? DWD_JOB_ORDER_START
               : g_str_equal (order, "created") ? DWD_JOB_ORDER_CREATED : DWD_JOB_ORDER_PRIORITY;
}

static gboolean
has_filter (const DwdJobQuery *query)
{
  return query->text != NULL || query->zone != NULL || query->skill != NULL || query->priorities != 0;
}

/* The board's own filter, for a context without an engine: the same conditions in memory. */
static gboolean
contains_all_words (DwdJob     *job,
                    const char *text)
{
  g_autofree char *all = g_strjoin (" ", dwd_job_get_name (job), dwd_job_get_title (job),
                                    dwd_job_get_customer_name (job), dwd_job_get_formatted_address (job), NULL);
  g_autofree char *folded = g_utf8_casefold (all, -1);
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  for (gsize i = 0; words[i] != NULL; i++)
    {
      g_autofree char *word = g_utf8_casefold (words[i], -1);

      if (strstr (folded, word) == NULL)
        return FALSE;
    }

  return TRUE;
}

static gboolean
board_filter_cb (gpointer item,
                 gpointer user_data)
{
  DwcTray *self = user_data;
  DwdJob *job = DWD_JOB (item);
  DwdJobQuery query = { 0 };
  g_autofree char *zone = NULL;
  g_autofree char *skill = NULL;

  fill_query (self, &query, &zone, &skill);

  return (query.statuses & (1u << dwd_job_get_status (job))) != 0 &&
         (query.priorities == 0 || (query.priorities & (1u << dwd_job_get_priority (job))) != 0) &&
         (query.zone == NULL || g_str_equal (query.zone, dwd_job_get_zone (job))) &&
         (query.skill == NULL || g_strv_contains (dwd_job_get_required_skills (job), query.skill)) &&
         (query.text == NULL || contains_all_words (job, query.text));
}

static int
board_compare_cb (gconstpointer a,
                  gconstpointer b,
                  gpointer      user_data)
{
  DwdJob *left = DWD_JOB ((gpointer) a);
  DwdJob *right = DWD_JOB ((gpointer) b);
  int by_priority = (int) dwd_job_get_priority (right) - (int) dwd_job_get_priority (left);
  gint64 left_us = dwd_job_get_start (left) != DWD_TIME_NONE ? dwd_job_get_start (left) : G_MAXINT64;
  gint64 right_us = dwd_job_get_start (right) != DWD_TIME_NONE ? dwd_job_get_start (right) : G_MAXINT64;

  if (by_priority != 0)
    return by_priority;

  return left_us < right_us ? -1 : left_us > right_us;
}

static GListModel *
new_board_model (DwcTray *self)
{
  GListModel *jobs = g_object_ref (dwd_board_get_jobs (dwc_context_get_board (self->context)));
  GtkFilter *filter = GTK_FILTER (gtk_custom_filter_new (board_filter_cb, self, NULL));
  GtkFilterListModel *filtered = gtk_filter_list_model_new (jobs, filter);
  GtkSorter *sorter = GTK_SORTER (gtk_custom_sorter_new (board_compare_cb, NULL, NULL));

  return G_LIST_MODEL (gtk_sort_list_model_new (G_LIST_MODEL (filtered), sorter));
}

static void
update_state (DwcTray *self)
{
  guint n = dwc_tray_get_n_jobs (self);
  DwdJobQuery query = { 0 };
  g_autofree char *zone = NULL;
  g_autofree char *skill = NULL;
  g_autofree char *count = g_strdup_printf ("%u", n);
  const char *state = "list";

  fill_query (self, &query, &zone, &skill);
  if (n == 0)
    {
      if (DWD_IS_PAGED_LIST (self->model) && dwd_paged_list_is_loading (DWD_PAGED_LIST (self->model)))
        state = "loading";
      else
        state = has_filter (&query) ? "no-match" : "empty";
    }

  gtk_stack_set_visible_child_name (self->stack, state);
  gtk_label_set_text (GTK_LABEL (self->count), count);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_JOBS]);
}

static void
update_freshness (DwcTray *self)
{
  DwdEngine *engine = dwc_context_get_engine (self->context);
  gint64 now_us = dwd_clock_get_now (dwc_context_get_clock (self->context));
  guint n = dwc_tray_get_n_jobs (self);
  g_autofree char *jobs = g_strdup_printf (ngettext ("%u job", "%u jobs", n), n);
  const DwdSyncStatusFields *status = engine != NULL
                                      ? dwd_sync_status_peek (dwd_engine_get_sync_status (engine)) : NULL;
  gboolean offline = status != NULL && status->state == DWD_SYNC_OFFLINE;
  g_autofree char *text = NULL;

  if (status == NULL || status->last_heard_us == DWD_TIME_NONE)
    text = g_steal_pointer (&jobs);
  else
    {
      g_autofree char *age = dwc_wording_duration (now_us - status->last_heard_us);
      g_autofree char *heard = dwc_wording_moment (self->context, status->last_heard_us);

      if (offline)
        /* Translators: %1$s is a time, %2$s a duration. */
        text = g_strdup_printf (_("List from %1$s · %2$s old"), heard, age);
      else
        /* Translators: %1$s is "12 jobs", %2$s a duration. */
        text = g_strdup_printf (_("%1$s · updated %2$s ago"), jobs, age);
    }

  gtk_label_set_text (self->freshness, text);
  if (offline)
    gtk_widget_add_css_class (self->foot, "stale");
  else
    gtk_widget_remove_css_class (self->foot, "stale");
}

static void
model_changed_cb (DwcTray *self)
{
  update_state (self);
  update_freshness (self);
}

static void
set_model (DwcTray    *self,
           GListModel *model)
{
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_set_object (&self->model, model);
  if (model != NULL)
    {
      g_signal_connect_object (model, "items-changed", G_CALLBACK (model_changed_cb), self, G_CONNECT_SWAPPED);
      if (DWD_IS_PAGED_LIST (model))
        g_signal_connect_object (model, "notify::loading", G_CALLBACK (model_changed_cb), self, G_CONNECT_SWAPPED);
    }

  self->following = TRUE;
  gtk_single_selection_set_model (self->selection, model);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  self->following = FALSE;
  model_changed_cb (self);
}

/**
 * dwc_tray_reload:
 * @self: the tray
 *
 * Asks for the list anew: the query changed, or another cache was opened.
 */
void
dwc_tray_reload (DwcTray *self)
{
  DwdEngine *engine;
  DwdJobQuery query = { 0 };
  g_autofree char *zone = NULL;
  g_autofree char *skill = NULL;
  g_autoptr (GListModel) model = NULL;

  g_return_if_fail (DWC_IS_TRAY (self));

  engine = dwc_context_get_engine (self->context);
  fill_query (self, &query, &zone, &skill);
  if (engine != NULL)
    model = (GListModel *) dwd_engine_list_jobs (engine, &query);
  else
    model = new_board_model (self);
  set_model (self, model);
}

static DwcTrayRow *
find_row (DwcTray    *self,
          const char *name,
          guint      *position)
{
  for (guint i = 0; i < self->bound->len; i++)
    {
      GtkListItem *item = g_ptr_array_index (self->bound, i);
      DwcTrayRow *row = DWC_TRAY_ROW (gtk_list_item_get_child (item));
      DwdJob *job = dwc_tray_row_get_job (row);

      if (job != NULL && g_strcmp0 (dwd_job_get_name (job), name) == 0)
        {
          *position = gtk_list_item_get_position (item);
          return row;
        }
    }

  return NULL;
}

/* Only rows on the screen can show a selection, so only those are searched. */
static void
follow_selection_cb (DwcTray *self)
{
  const char *name = dwd_selection_get_job (dwc_context_get_selection (self->context));
  guint position = GTK_INVALID_LIST_POSITION;

  if (name != NULL)
    find_row (self, name, &position);
  self->following = TRUE;
  gtk_single_selection_set_selected (self->selection, position);
  self->following = FALSE;
}

static DwdJob *
get_selected_job (DwcTray *self)
{
  GObject *item = gtk_single_selection_get_selected_item (self->selection);

  if (DWD_IS_PAGED_ITEM (item))
    item = dwd_paged_item_get_object (DWD_PAGED_ITEM (item));

  return DWD_IS_JOB (item) ? DWD_JOB (item) : NULL;
}

static void
selected_cb (DwcTray *self)
{
  DwdJob *job = get_selected_job (self);

  if (!self->following && job != NULL)
    dwd_selection_select_job (dwc_context_get_selection (self->context), dwd_job_get_name (job));
}

static void
activated_cb (DwcTray *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "board.inspect", NULL);
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          DwcTray                  *self)
{
  GtkWidget *row = dwc_tray_row_new_later (self->context, self->example);

  if (self->example == NULL)
    g_set_weak_pointer (&self->example, DWC_TRAY_ROW (row));
  gtk_list_item_set_child (item, row);
}

/* Builds some of the rows that wait, or all; returns whether there are more. */
static gboolean
build_rows (DwcTray *self,
            guint    n_most)
{
  for (guint i = 0; i < self->bound->len; i++)
    {
      DwcTrayRow *row = DWC_TRAY_ROW (gtk_list_item_get_child (g_ptr_array_index (self->bound, i)));

      if (dwc_tray_row_is_built (row))
        continue;
      if (n_most-- == 0)
        return TRUE;
      dwc_tray_row_build (row);
    }

  return FALSE;
}

static gboolean
build_cb (gpointer user_data)
{
  DwcTray *self = user_data;

  if (build_rows (self, ROWS_PER_TURN))
    return G_SOURCE_CONTINUE;

  self->build_id = 0;

  return G_SOURCE_REMOVE;
}

/* Who scrolls in the first moment must not see empty rows. */
static void
scrolled_cb (DwcTray *self)
{
  if (self->build_id == 0)
    return;

  g_clear_handle_id (&self->build_id, g_source_remove);
  build_rows (self, G_MAXUINT);
}

static guint
get_rows_in_view (DwcTray *self)
{
  int height = gtk_widget_get_height (GTK_WIDGET (self->list));
  int row_height = LEAST_ROW_HEIGHT;

  if (height <= 0)
    return USUAL_ROWS;
  if (self->example != NULL && dwc_tray_row_is_built (self->example))
    gtk_widget_measure (GTK_WIDGET (self->example), GTK_ORIENTATION_VERTICAL, -1, &row_height, NULL, NULL, NULL);

  return (guint) (height / MAX (row_height, LEAST_ROW_HEIGHT) + 1);
}

/* What a screen shows at first is built at once, the rest when there is nothing better to do: a list
 * keeps 200 rows, and building them all is a tenth of a second before the first frame. */
static void
build_row (DwcTray     *self,
           GtkListItem *item)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list));
  DwcTrayRow *row = DWC_TRAY_ROW (gtk_list_item_get_child (item));

  if (gtk_list_item_get_position (item) < get_rows_in_view (self) || gtk_adjustment_get_value (adjustment) > 0)
    dwc_tray_row_build (row);
  else if (self->build_id == 0 && !dwc_tray_row_is_built (row))
    self->build_id = g_timeout_add_full (G_PRIORITY_LOW, TURN_MS, build_cb, self, NULL);
}

/* Rows come, and are filled, after the job was selected elsewhere. */
static gboolean
follow_idle_cb (gpointer user_data)
{
  DwcTray *self = user_data;

  self->follow_id = 0;
  follow_selection_cb (self);

  return G_SOURCE_REMOVE;
}

static void
follow_soon (DwcTray *self)
{
  if (self->follow_id == 0 && dwd_selection_get_job (dwc_context_get_selection (self->context)) != NULL)
    self->follow_id = g_idle_add (follow_idle_cb, self);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         DwcTray                  *self)
{
  GObject *object = gtk_list_item_get_item (item);

  build_row (self, item);
  dwc_tray_row_set_item (DWC_TRAY_ROW (gtk_list_item_get_child (item)), object);
  if (DWD_IS_PAGED_ITEM (object))
    g_signal_connect_object (object, "notify::object", G_CALLBACK (follow_soon), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->bound, item);
  follow_soon (self);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           DwcTray                  *self)
{
  GObject *object = gtk_list_item_get_item (item);

  if (DWD_IS_PAGED_ITEM (object))
    g_signal_handlers_disconnect_by_func (object, follow_soon, self);
  g_ptr_array_remove_fast (self->bound, item);
  dwc_tray_row_set_item (DWC_TRAY_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
minute_cb (DwcTray *self)
{
  for (guint i = 0; i < self->bound->len; i++)
    dwc_tray_row_update (DWC_TRAY_ROW (gtk_list_item_get_child (g_ptr_array_index (self->bound, i))));
  update_freshness (self);
}

static void
search_changed_cb (DwcTray *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search))));

  if (g_strcmp0 (text, self->text) == 0 || (*text == '\0' && self->text == NULL))
    return;

  g_free (self->text);
  self->text = *text != '\0' ? g_steal_pointer (&text) : NULL;
  dwc_tray_reload (self);
}

static void
filter_changed_cb (DwcTray *self)
{
  const struct
  {
    const char *name;
    GtkMenuButton *button;
    const char *all;
  } chips[] = {
    { "priority", self->priority, _("Priority") },
    { "zone", self->zone, _("Zone") },
    { "skill", self->skill, _("Skill") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (chips); i++)
    {
      g_autofree char *value = dup_state (self, chips[i].name);
      gboolean on = *value != '\0';
      const char *label = on ? value : chips[i].all;

      if (on && chips[i].button == self->priority)
        label = dwc_palette_priority_word (dwd_priority_from_string (value, -1));
      gtk_menu_button_set_label (chips[i].button, label);
      if (on)
        gtk_widget_add_css_class (GTK_WIDGET (chips[i].button), "on");
      else
        gtk_widget_remove_css_class (GTK_WIDGET (chips[i].button), "on");
    }
  dwc_tray_reload (self);
}

static void
clear_filters_cb (DwcTray *self)
{
  const char *const names[] = { "priority", "zone", "skill" };

  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_action_group_change_action_state (G_ACTION_GROUP (self->actions), names[i], g_variant_new_string (""));
  search_changed_cb (self);
  filter_changed_cb (self);
}

static void
append_choice (GMenu      *menu,
               const char *label,
               const char *action,
               const char *value)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", value);
  g_menu_append_item (menu, item);
}

static void
fill_priority_menu (DwcTray *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  append_choice (menu, _("All"), "tray.priority", "");
  for (int priority = DWD_PRIORITY_URGENT; priority >= DWD_PRIORITY_LOW; priority--)
    append_choice (menu, dwc_palette_priority_word (priority), "tray.priority", dwd_priority_to_string (priority));
  gtk_menu_button_set_menu_model (self->priority, G_MENU_MODEL (menu));
}

static char **
dup_board_zones (DwcTray *self)
{
  GListModel *technicians = dwd_board_get_technicians (dwc_context_get_board (self->context));
  g_autoptr (GStrvBuilder) zones = g_strv_builder_new ();
  g_autofree char *last = NULL;

  /* They are sorted by zone. */
  for (guint i = 0; i < g_list_model_get_n_items (technicians); i++)
    {
      g_autoptr (DwdTechnician) technician = g_list_model_get_item (technicians, i);

      if (g_strcmp0 (last, dwd_technician_get_zone (technician)) == 0)
        continue;
      g_free (last);
      last = g_strdup (dwd_technician_get_zone (technician));
      g_strv_builder_add (zones, last);
    }

  return g_strv_builder_end (zones);
}

static void
fill_menu (GtkMenuButton *button,
           const char    *action,
           char         **values)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  append_choice (menu, _("All"), action, "");
  for (gsize i = 0; values[i] != NULL; i++)
    append_choice (menu, values[i], action, values[i]);
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

/* Zones and skills are asked for when a menu opens, because they change as records arrive. */
static void
open_zone_menu_cb (GtkMenuButton *button,
                   gpointer       user_data)
{
  DwcTray *self = user_data;
  DwdEngine *engine = dwc_context_get_engine (self->context);
  g_auto (GStrv) zones = engine != NULL ? dwd_engine_dup_zones (engine) : dup_board_zones (self);

  fill_menu (button, "tray.zone", zones);
}

static void
open_skill_menu_cb (GtkMenuButton *button,
                    gpointer       user_data)
{
  DwcTray *self = user_data;
  DwdEngine *engine = dwc_context_get_engine (self->context);
  g_auto (GStrv) skills = engine != NULL ? dwd_engine_dup_skills (engine) : g_new0 (char *, 1);

  fill_menu (button, "tray.skill", skills);
}

static void
open_menu_at (DwcTray *self,
              double   x,
              double   y)
{
  if (self->menu == NULL)
    {
      g_autoptr (GtkBuilder) builder =
        gtk_builder_new_from_resource ("/org/dartwing/Dispatch/ui/dwc-job-menu.ui");
      GMenuModel *model = G_MENU_MODEL (gtk_builder_get_object (builder, "job_menu"));

      self->menu = gtk_popover_menu_new_from_model (model);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
    }

  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle) { x, y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
right_click_cb (DwcTray *self,
                int      n_press,
                double   x,
                double   y)
{
  for (guint i = 0; i < self->bound->len; i++)
    {
      GtkListItem *item = g_ptr_array_index (self->bound, i);
      GtkWidget *row = gtk_list_item_get_child (item);
      graphene_rect_t bounds;

      if (gtk_widget_get_mapped (row) && gtk_widget_compute_bounds (row, GTK_WIDGET (self), &bounds) &&
          graphene_rect_contains_point (&bounds, &GRAPHENE_POINT_INIT (x, y)))
        {
          gtk_single_selection_set_selected (self->selection, gtk_list_item_get_position (item));
          open_menu_at (self, x, y);
          return;
        }
    }
}

static void
menu_key (GtkWidget  *widget,
          const char *action_name,
          GVariant   *parameter)
{
  DwcTray *self = DWC_TRAY (widget);
  guint position;
  DwdJob *job = get_selected_job (self);
  DwcTrayRow *row = job != NULL ? find_row (self, dwd_job_get_name (job), &position) : NULL;
  graphene_rect_t bounds;

  if (row != NULL && gtk_widget_compute_bounds (GTK_WIDGET (row), widget, &bounds))
    open_menu_at (self, bounds.origin.x + 24, bounds.origin.y + bounds.size.height);
}

static void
dwc_tray_map (GtkWidget *widget)
{
  DwcTray *self = DWC_TRAY (widget);
  DwdEngine *engine = dwc_context_get_engine (self->context);

  GTK_WIDGET_CLASS (dwc_tray_parent_class)->map (widget);

  minute_cb (self);
  self->minute_id = g_signal_connect_swapped (dwc_context_get_clock (self->context), "minute",
                                              G_CALLBACK (minute_cb), self);
  if (engine != NULL)
    self->status_id = g_signal_connect_swapped (dwd_engine_get_sync_status (engine), "changed",
                                                G_CALLBACK (update_freshness), self);
}

static void
dwc_tray_unmap (GtkWidget *widget)
{
  DwcTray *self = DWC_TRAY (widget);
  DwdEngine *engine = dwc_context_get_engine (self->context);

  g_clear_signal_handler (&self->minute_id, dwc_context_get_clock (self->context));
  if (engine != NULL)
    g_clear_signal_handler (&self->status_id, dwd_engine_get_sync_status (engine));

  GTK_WIDGET_CLASS (dwc_tray_parent_class)->unmap (widget);
}

static void
dwc_tray_size_allocate (GtkWidget *widget,
                        int        width,
                        int        height,
                        int        baseline)
{
  DwcTray *self = DWC_TRAY (widget);

  gtk_widget_size_allocate (gtk_widget_get_first_child (widget),
                            &(GtkAllocation) { 0, 0, width, height }, baseline);
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

static void
dwc_tray_measure (GtkWidget     *widget,
                  GtkOrientation orientation,
                  int            for_size,
                  int           *minimum,
                  int           *natural,
                  int           *minimum_baseline,
                  int           *natural_baseline)
{
  gtk_widget_measure (gtk_widget_get_first_child (widget), orientation, for_size, minimum, natural, NULL, NULL);
}

static void
dwc_tray_get_property (GObject    *object,
                       guint       prop_id,
                       GValue     *value,
                       GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_N_JOBS:
      g_value_set_uint (value, dwc_tray_get_n_jobs (DWC_TRAY (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
dwc_tray_dispose (GObject *object)
{
  DwcTray *self = DWC_TRAY (object);
  GtkWidget *child;

  g_clear_handle_id (&self->follow_id, g_source_remove);
  g_clear_handle_id (&self->build_id, g_source_remove);
  g_clear_weak_pointer (&self->example);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), DWC_TYPE_TRAY);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  g_clear_object (&self->actions);
  g_clear_object (&self->context);
  g_clear_pointer (&self->bound, g_ptr_array_unref);
  g_clear_pointer (&self->text, g_free);

  G_OBJECT_CLASS (dwc_tray_parent_class)->dispose (object);
}

static void
dwc_tray_class_init (DwcTrayClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = dwc_tray_get_property;
  object_class->dispose = dwc_tray_dispose;
  widget_class->map = dwc_tray_map;
  widget_class->unmap = dwc_tray_unmap;
  widget_class->measure = dwc_tray_measure;
  widget_class->size_allocate = dwc_tray_size_allocate;

  properties[PROP_N_JOBS] = g_param_spec_uint ("n-jobs", NULL, NULL, 0, G_MAXUINT, 0,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/dartwing/Dispatch/ui/dwc-tray.ui");
  gtk_widget_class_bind_template_child (widget_class, DwcTray, count);
  gtk_widget_class_bind_template_child (widget_class, DwcTray, search);
  gtk_widget_class_bind_template_child (widget_class, DwcTray, order);
  gtk_widget_class_bind_template_child (widget_class, DwcTray, priority);
  gtk_widget_class_bind_template_child (widget_class, DwcTray, zone);
  gtk_widget_class_bind_template_child (widget_class, DwcTray, skill);
  gtk_widget_class_bind_template_child (widget_class, DwcTray, stack);
  gtk_widget_class_bind_template_child (widget_class, DwcTray, list);
  gtk_widget_class_bind_template_child (widget_class, DwcTray, foot);
  gtk_widget_class_bind_template_child (widget_class, DwcTray, freshness);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_filters_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);

  gtk_widget_class_install_action (widget_class, "tray.menu", NULL, menu_key);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "tray.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "tray.menu", NULL);
}

static void
add_choice_action (DwcTray    *self,
                   const char *name,
                   const char *value)
{
  g_autoptr (GSimpleAction) action =
    g_simple_action_new_stateful (name, G_VARIANT_TYPE_STRING, g_variant_new_string (value));

  g_signal_connect_object (action, "notify::state", G_CALLBACK (filter_changed_cb), self, G_CONNECT_SWAPPED);
  g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
}

static void
dwc_tray_init (DwcTray *self)
{
  GtkGesture *right_click = gtk_gesture_click_new ();

  self->bound = g_ptr_array_new ();
  self->actions = g_simple_action_group_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  dwc_access_tidy (GTK_WIDGET (self));

  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list)), "value-changed",
                           G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (right_click), GDK_BUTTON_SECONDARY);
  g_signal_connect_swapped (right_click, "pressed", G_CALLBACK (right_click_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (right_click));
}

/**
 * dwc_tray_new:
 * @context: the context
 *
 * Returns: (transfer floating): the tray
 */
GtkWidget *
dwc_tray_new (DwcContext *context)
{
  DwcTray *self = g_object_new (DWC_TYPE_TRAY, NULL);

  g_set_object (&self->context, context);
  add_choice_action (self, "order", "priority");
  add_choice_action (self, "priority", "");
  add_choice_action (self, "zone", "");
  add_choice_action (self, "skill", "");
  gtk_widget_insert_action_group (GTK_WIDGET (self), "tray", G_ACTION_GROUP (self->actions));

  fill_priority_menu (self);
  gtk_menu_button_set_create_popup_func (self->zone, open_zone_menu_cb, self, NULL);
  gtk_menu_button_set_create_popup_func (self->skill, open_skill_menu_cb, self, NULL);
  g_signal_connect_object (dwc_context_get_selection (context), "changed", G_CALLBACK (follow_selection_cb),
                           self, G_CONNECT_SWAPPED);
  filter_changed_cb (self);

  return GTK_WIDGET (self);
}

guint
dwc_tray_get_n_jobs (DwcTray *self)
{
  g_return_val_if_fail (DWC_IS_TRAY (self), 0);

  return self->model != NULL ? g_list_model_get_n_items (self->model) : 0;
}

void
dwc_tray_set_search (DwcTray    *self,
                     const char *text)
{
  g_return_if_fail (DWC_IS_TRAY (self));

  gtk_editable_set_text (GTK_EDITABLE (self->search), text);
  search_changed_cb (self);
}

void
dwc_tray_focus_search (DwcTray *self)
{
  g_return_if_fail (DWC_IS_TRAY (self));

  gtk_widget_grab_focus (self->search);
}

const char *
dwc_tray_get_state (DwcTray *self)
{
  g_return_val_if_fail (DWC_IS_TRAY (self), NULL);

  return gtk_stack_get_visible_child_name (self->stack);
}

GListModel *
dwc_tray_get_model (DwcTray *self)
{
  g_return_val_if_fail (DWC_IS_TRAY (self), NULL);

  return self->model;
}
