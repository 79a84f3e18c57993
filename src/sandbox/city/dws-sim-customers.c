/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-city"

#include "config.h"

#include "dws-sim-private.h"

#include <math.h>
#include <string.h>

#define CUSTOMERS_PER_SCALE 150
#define OTHER_CUSTOMERS 16

/* How many customers are looked at to find one that is near. */
#define NEAR_CANDIDATES 12

static void
customer_free (gpointer data)
{
  DwsSimCustomer *customer = data;

  g_free (customer->name);
  g_free (customer->address_name);
  g_free (customer->title);
  g_free (customer->organization);
  g_free (customer->zone);
  g_free (customer);
}

/* A business is a place of the city that has a name; a person is invented. */
static char *
make_title (DwsSimulation   *self,
            const char      *key,
            guint            number,
            const DwsPlace **place)
{
  gsize n_places;
  gsize n_first;
  gsize n_last;
  const DwsPlace *places = dws_city_get_places (self->city, &n_places);
  const char **first_names = dws_sim_get_first_names (&n_first);
  const char **last_names = dws_sim_get_last_names (&n_last);

  *place = NULL;
  if (number % 3 != 2 && n_places > 0)
    {
      gsize first = _dws_sim_choose (self, key, DWS_DRAW_NAME, (guint) n_places);

      for (gsize i = 0; i < n_places; i++)
        {
          const DwsPlace *candidate = &places[(first + i) % n_places];

          if (candidate->name_latin == NULL || strlen (candidate->name_latin) < 4 ||
              strlen (candidate->name_latin) > 28 || g_str_equal (candidate->category, "suburb") ||
              g_str_equal (candidate->category, "city") ||
              g_str_equal (candidate->category, "village") ||
              g_str_equal (candidate->category, "neighbourhood"))
            continue;

          *place = candidate;
          return g_strdup (candidate->name_latin);
        }
    }

  return g_strdup_printf ("%c. %s",
                          first_names[_dws_sim_choose (self, key, DWS_DRAW_NAME, (guint) n_first)][0],
                          last_names[_dws_sim_choose (self, key, DWS_DRAW_PHONE, (guint) n_last)]);
}

static const DwsAddress *
find_nearest_address (DwsSimulation  *self,
                      const DwdPoint *point)
{
  gsize n_addresses;
  const DwsAddress *addresses = dws_city_get_addresses (self->city, &n_addresses);
  const DwsAddress *nearest = NULL;
  double best = INFINITY;

  for (gsize i = 0; i < n_addresses; i++)
    {
      double distance = fabs (addresses[i].point.latitude - point->latitude) * 1.6 +
                        fabs (addresses[i].point.longitude - point->longitude);

      if (distance < best)
        {
          best = distance;
          nearest = &addresses[i];
        }
    }

  return nearest;
}

static void
set_address_fields (JsonObject       *fields,
                    const DwsAddress *address,
                    const DwdPoint   *point)
{
  g_autofree char *line = g_strdup_printf ("%s %s", address->street_latin, address->number);
  g_autofree char *local = g_strdup_printf ("%s, %s", address->street, address->number);

  json_object_set_string_member (fields, "address_line1", line);
  json_object_set_string_member (fields, "address_display", line);
  json_object_set_string_member (fields, "address_local", local);
  json_object_set_string_member (fields, "city", "Astana");
  json_object_set_string_member (fields, "pincode", address->postcode);
  json_object_set_double_member (fields, "latitude", point->latitude);
  json_object_set_double_member (fields, "longitude", point->longitude);
  json_object_set_string_member (fields, "zone", address->zone);
}

static gboolean
write_customer (DwsSimulation *self,
                const char    *organization,
                guint          number,
                GError       **error)
{
  gsize n_addresses;
  const DwsAddress *addresses = dws_city_get_addresses (self->city, &n_addresses);
  g_autofree char *key = g_strdup_printf ("CUST-%05u", number + 1);
  g_autofree char *address_name = g_strdup_printf ("ADDR-%05u", number + 1);
  const DwsPlace *place;
  g_autofree char *title = make_title (self, key, number, &place);
  g_autofree char *phone = g_strdup_printf ("+7 7172 %02u %02u %02u", 20 + number / 100 % 70,
                                            number % 100, (number * 7) % 100);
  g_autofree char *mail = g_strdup_printf ("office%u@customers.example", number + 1);
  const DwsAddress *address;
  JsonObject *fields = json_object_new ();

  address = place != NULL ? find_nearest_address (self, &place->point)
                          : &addresses[_dws_sim_choose (self, key, DWS_DRAW_ADDRESS,
                                                        (guint) n_addresses)];

  json_object_set_string_member (fields, "organization", organization);
  json_object_set_string_member (fields, "customer_name", title);
  json_object_set_string_member (fields, "customer_group", place != NULL ? "Commercial" : "Private");
  json_object_set_string_member (fields, "mobile_no", phone);
  json_object_set_string_member (fields, "email_id", mail);
  if (!_dws_sim_put (self, "Customer", key, fields, "Administrator", NULL, error))
    return FALSE;

  fields = json_object_new ();
  json_object_set_string_member (fields, "organization", organization);
  json_object_set_string_member (fields, "address_title", title);
  json_object_set_string_member (fields, "customer", key);
  set_address_fields (fields, address, &address->point);
  if (!_dws_sim_put (self, "Address", address_name, fields, "Administrator", NULL, error))
    return FALSE;

  fields = json_object_new ();
  json_object_set_string_member (fields, "primary_address", address_name);

  return _dws_sim_put (self, "Customer", key, fields, "Administrator", NULL, error);
}

gboolean
_dws_sim_write_customers (DwsSimulation *self,
                          GError       **error)
{
  guint n_customers = CUSTOMERS_PER_SCALE * self->options.scale;

  for (guint i = 0; i < n_customers + OTHER_CUSTOMERS; i++)
    {
      if (!write_customer (self, i < n_customers ? DWS_SIM_ORGANIZATION : DWS_SIM_OTHER_ORGANIZATION,
                           i, error))
        return FALSE;
    }

  return TRUE;
}

static int
compare_customers (gconstpointer a,
                   gconstpointer b)
{
  return strcmp ((*(DwsSimCustomer **) a)->name, (*(DwsSimCustomer **) b)->name);
}

static GHashTable *
index_addresses (GPtrArray *addresses)
{
  GHashTable *by_name = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < addresses->len; i++)
    {
      JsonObject *address = g_ptr_array_index (addresses, i);

      g_hash_table_insert (by_name, (gpointer) _dws_sim_get_text (address, "name"), address);
    }

  return by_name;
}

void
_dws_sim_load_customers (DwsSimulation *self)
{
  g_autoptr (GPtrArray) documents = dws_world_list (self->world, "Customer");
  g_autoptr (GPtrArray) addresses = dws_world_list (self->world, "Address");
  g_autoptr (GHashTable) by_name = index_addresses (addresses);

  g_ptr_array_set_size (self->customers, 0);
  g_ptr_array_set_free_func (self->customers, customer_free);
  for (guint i = 0; i < documents->len; i++)
    {
      JsonObject *document = g_ptr_array_index (documents, i);
      JsonObject *address = g_hash_table_lookup (by_name,
                                                 _dws_sim_get_text (document, "primary_address"));
      DwsSimCustomer *customer;

      if (address == NULL)
        continue;

      customer = g_new0 (DwsSimCustomer, 1);
      customer->name = g_strdup (_dws_sim_get_text (document, "name"));
      customer->title = g_strdup (_dws_sim_get_text (document, "customer_name"));
      customer->organization = g_strdup (_dws_sim_get_text (document, "organization"));
      customer->address_name = g_strdup (_dws_sim_get_text (address, "name"));
      customer->zone = g_strdup (_dws_sim_get_text (address, "zone"));
      customer->point.latitude = _dws_sim_get_number (address, "latitude");
      customer->point.longitude = _dws_sim_get_number (address, "longitude");
      g_ptr_array_add (self->customers, customer);
    }
  g_ptr_array_sort (self->customers, compare_customers);
}

/**
 * _dws_sim_pick_customer:
 * @self: the simulation
 * @key: what the choice is for
 * @organization: whose customer
 * @zone: (nullable): only from this zone
 * @near: (nullable): rather near this point
 *
 * Returns: (transfer none) (nullable): a customer
 */
DwsSimCustomer *
_dws_sim_pick_customer (DwsSimulation  *self,
                        const char     *key,
                        const char     *organization,
                        const char     *zone,
                        const DwdPoint *near)
{
  guint n_customers = self->customers->len;
  guint first = _dws_sim_choose (self, key, DWS_DRAW_CUSTOMER, MAX (n_customers, 1));
  DwsSimCustomer *best = NULL;
  double best_distance = INFINITY;
  guint n_seen = 0;

  for (guint i = 0; i < n_customers && n_seen < NEAR_CANDIDATES; i++)
    {
      DwsSimCustomer *customer = g_ptr_array_index (self->customers, (first + i * 7) % n_customers);
      double distance;

      if (!g_str_equal (customer->organization, organization) ||
          (zone != NULL && !g_str_equal (customer->zone, zone)))
        continue;
      if (near == NULL)
        return customer;

      n_seen += 1;
      distance = dwd_point_distance (near, &customer->point);
      /* Nobody calls twice in a row: the place just left does not count. */
      if (distance > 50 && distance < best_distance)
        {
          best = customer;
          best_distance = distance;
        }
    }

  return best;
}

/* A caller gave the wrong house: one address moves to another number of its street. */
void
_dws_sim_correct_address (DwsSimulation *self,
                          gint64         now_us)
{
  g_autofree char *key = g_strdup_printf ("correction/%" G_GINT64_FORMAT, now_us);
  gsize n_addresses;
  const DwsAddress *addresses = dws_city_get_addresses (self->city, &n_addresses);
  DwsSimCustomer *customer;
  const DwsAddress *nearest;
  const DwsAddress *other;
  g_autoptr (GError) error = NULL;
  JsonObject *fields;

  if (self->customers->len == 0)
    return;

  customer = g_ptr_array_index (self->customers,
                                _dws_sim_choose (self, key, DWS_DRAW_CHANGE, self->customers->len));
  nearest = find_nearest_address (self, &customer->point);
  other = nearest + 1 < addresses + n_addresses ? nearest + 1 : nearest - 1;
  if (!g_str_equal (other->street, nearest->street))
    return;

  customer->point = other->point;
  fields = json_object_new ();
  set_address_fields (fields, other, &other->point);
  if (!_dws_sim_put (self, "Address", customer->address_name, fields, "Administrator", NULL, &error))
    g_warning ("an address was not corrected: %s", error->message);
}
